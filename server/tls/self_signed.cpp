#include "server/tls/self_signed.hpp"

#include "server/kube/object_watch.hpp"
#include "server/telemetry/log.hpp"
#include "server/telemetry/self_signed_metrics.hpp"
#include "server/telemetry/version.hpp"
#include "server/tls/self_signed_known.hpp"
#include "server/tls/self_signed_registration.hpp"
#include "server/tls/self_signed_secret.hpp"
#include "server/tls/self_signed_trouble.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

namespace server::tls {
namespace {

namespace asio = boost::asio;
using core::registration::decode_secret;
using core::registration::decode_webhook_configuration;

std::string user_agent() { return "profile-iam-webhook/" + std::string(telemetry::version()); }

core::watch::Settings watch_settings() {
    std::random_device device;  // replicas that lose the API server together must not return together
    core::watch::Settings settings;
    settings.seed = (std::uint64_t{device()} << 32U) | device();
    return settings;
}

kube::ObjectAddress secret_address(const SelfSignedOptions& options) {
    return {.collection = "/api/v1/namespaces/" + options.secret_namespace + "/secrets",
            .name = options.secret_name,
            .resource = "secrets"};
}

kube::ObjectAddress configuration_address(const SelfSignedOptions& options) {
    return {.collection = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
            .name = options.webhook_configuration,
            .resource = "mutatingwebhookconfigurations"};
}

void append(std::string& all, const std::string& one) {
    if (!one.empty()) all += (all.empty() ? "" : "; ") + one;
}

}  // namespace

class SelfSigned::Impl {
public:
    Impl(SelfSignedOptions options, telemetry::Metrics& metrics, const telemetry::Readiness& readiness)
        : options_(std::move(options)),
          metrics_(metrics.self_signed()),
          client_(context_.get_executor(), options_.cluster, user_agent()),
          known_(options_.service),
          secret_(options_, known_, client_, metrics_),
          registration_(options_, known_, client_, metrics_, readiness),
          secret_watch_(secret_address(options_), watch_settings(), client_, metrics.cluster(),
                        [this](std::optional<std::string_view> object) { take_secret(object); }),
          configuration_watch_(configuration_address(options_), watch_settings(), client_, metrics.cluster(),
                               [this](std::optional<std::string_view> object) { take_configuration(object); }),
          wake_(context_) {
        publish();
        // They end with their context, and catch what they meet.
        asio::co_spawn(context_, secret_watch_.run(), asio::detached);
        asio::co_spawn(context_, configuration_watch_.run(), asio::detached);
        asio::co_spawn(context_, run(), asio::detached);
        thread_ = std::jthread([this] { context_.run(); });
    }

    ~Impl() { context_.stop(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    certs::Result<certs::KeyPair> pair() const {
        const std::scoped_lock lock(mutex_);
        if (pair_.key_pem.empty()) return std::unexpected(certs::Failure{why_none_});
        return pair_;
    }

    std::string remark() const {
        const std::scoped_lock lock(mutex_);
        return remark_;
    }

private:
    void take_secret(std::optional<std::string_view> object) {
        take(known_.secret, object, decode_secret, unreadable_secret_, "the Secret " + secret_name());
    }
    void take_configuration(std::optional<std::string_view> object) {
        take(known_.configuration, object, decode_webhook_configuration, unreadable_configuration_,
             "the MutatingWebhookConfiguration " + options_.webhook_configuration);
    }

    /// What cannot be understood leaves what was known before.
    template <typename Object>
    void take(Latest<Object>& latest, std::optional<std::string_view> json,
              core::Result<Object> (*decode)(std::string_view), Trouble& unreadable, const std::string& what) {
        const Instant now = std::chrono::steady_clock::now();
        std::optional<Object> object;
        if (json) {
            auto decoded = decode(*json);
            if (!decoded)
                return unreadable.is("decode", what + " cannot be understood: " + decoded.error().detail, now);
            object = std::move(*decoded);
        }
        unreadable.ends();
        latest.watched(std::move(object), now);
        wake_.cancel();
    }

    asio::awaitable<void> run() {
        while (true) {
            const std::uint64_t before = changes();
            try {
                co_await look();
            } catch (const std::exception& error) {  // out of memory, say: the next second may be better
                telemetry::log(telemetry::LogLevel::error, error.what());
            }
            publish();
            if (changes() != before) continue;
            boost::system::error_code woken;
            wake_.expires_after(options_.timing.tick);
            co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
    }

    asio::awaitable<void> look() {
        const Instant now = std::chrono::steady_clock::now();
        known_.secret.settle(now);
        known_.configuration.settle(now);
        if (!known_.secret.is_known() || !is_configuration_answered()) co_return;
        const auto situation = known_.situation(options_.rotation, options_.now(), now);
        known_.serves(to_serve(situation, options_.rotation), now);
        measure(situation);
        publish();
        co_await secret_.look(situation);
        co_await registration_.look(
            known_.situation(options_.rotation, options_.now(), std::chrono::steady_clock::now()));
    }

    void measure(const certs::rotation::Situation& situation) {
        if (!situation.secret) return;
        if (const auto newest = certs::inspect(situation.secret->authorities_pem))
            metrics_.ca_expires(newest->not_after);
    }

    std::uint64_t changes() const { return known_.secret.changes() + known_.configuration.changes(); }
    std::string secret_name() const { return options_.secret_namespace + "/" + options_.secret_name; }
    /// Known, or found unreadable.
    bool is_configuration_answered() const {
        return known_.configuration.is_known() || configuration_failure() != not_read_yet_;
    }
    std::string configuration_failure() const {
        const std::string& failure = configuration_watch_.failure();
        return failure.empty() ? unreadable_configuration_.text() : failure;
    }

    void publish() {
        std::string remark;
        append(remark, secret_watch_.failure());
        append(remark, unreadable_secret_.text());
        append(remark, configuration_failure());
        append(remark, secret_.trouble());
        append(remark, registration_.trouble());
        std::string why_none =
            "the Secret " + secret_name() +
            (known_.secret.is_known() ? " holds no leaf that can be served" : " has not been read yet");
        if (!remark.empty()) why_none += ": " + remark;
        const std::scoped_lock lock(mutex_);
        pair_ = known_.served();
        remark_ = std::move(remark);
        why_none_ = std::move(why_none);
    }

    asio::io_context context_{1};
    const SelfSignedOptions options_;
    telemetry::SelfSignedMetrics& metrics_;
    kube::Client client_;
    Known known_;
    SecretKeeper secret_;
    RegistrationKeeper registration_;
    Trouble unreadable_secret_{"the Secret can be understood again"};
    Trouble unreadable_configuration_{"the MutatingWebhookConfiguration can be understood again"};
    kube::ObjectWatch secret_watch_;
    kube::ObjectWatch configuration_watch_;
    const std::string not_read_yet_{configuration_watch_.failure()};  ///< its words before the first answer
    asio::steady_timer wake_;
    mutable std::mutex mutex_;  ///< for what follows
    certs::KeyPair pair_;
    std::string remark_;
    std::string why_none_;
    std::jthread thread_;  ///< last: it ends before what it uses
};

SelfSigned::SelfSigned(SelfSignedOptions options, telemetry::Metrics& metrics, const telemetry::Readiness& readiness)
    : impl_(std::make_unique<Impl>(std::move(options), metrics, readiness)) {}

SelfSigned::~SelfSigned() = default;

certs::Result<certs::KeyPair> SelfSigned::pair(std::chrono::system_clock::time_point /*now*/) { return impl_->pair(); }

std::string SelfSigned::remark() const { return impl_->remark(); }

}  // namespace server::tls

#include "server/kube/credentials.hpp"
#include "server/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace server::kube {

using Kind = TransportFailure::Kind;

/// One run, that all wait for who need its answer.
struct Credentials::PluginRun {
    explicit PluginRun(const asio::any_io_executor& executor)
        : ended(executor, Clock::time_point::max()), limit(executor) {}

    asio::steady_timer ended;  ///< never runs out; cancelled when the plugin has ended
    Deadline limit;
    bool is_done = false;
};

bool Credentials::needs_plugin() const {
    if (!configuration_.exec || configuration_.token.is_set()) return false;  // as client-go: a token comes first
    return !login_ || timing_.wall_clock() >= refresh_;
}

/// A little before the end, so that no request waits for the plugin: a tenth of the lifetime, at most a minute.
std::chrono::system_clock::time_point Credentials::refresh_time(const PluginLogin& login) const {
    using namespace std::chrono_literals;
    if (!login.expires) return std::chrono::system_clock::time_point::max();
    const auto lifetime = *login.expires - timing_.wall_clock();
    return *login.expires - std::clamp<std::chrono::system_clock::duration>(lifetime / 10, 0s, 1min);
}

bool Credentials::is_login_valid() const {
    return login_ && (!login_->expires || *login_->expires > timing_.wall_clock());
}

asio::awaitable<std::expected<void, TransportFailure>> Credentials::await_plugin(Deadline& deadline) {
    if (!run_ && Clock::now() >= plugin_rests_until_ && !is_stopped_) start_plugin();
    if (is_login_valid()) co_return std::expected<void, TransportFailure>();  // the new one comes in the background
    if (const auto run = run_) {
        deadline.guard([weak = std::weak_ptr(run)] {
            if (const auto held = weak.lock()) held->ended.cancel();
        });
        boost::system::error_code ignored;
        while (!run->is_done && !deadline.is_over())
            co_await run->ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        deadline.guard(nullptr);
        if (!run->is_done)
            co_return std::unexpected(
                TransportFailure{.kind = Kind::timeout, .detail = "the exec plugin has not answered yet"});
    }
    if (login_) co_return std::expected<void, TransportFailure>();
    co_return std::unexpected(TransportFailure{.kind = Kind::credentials, .detail = plugin_complaint_});
}

void Credentials::start_plugin() {
    run_ = std::make_shared<PluginRun>(executor_);
    run_->limit.set(Clock::now() + timing_.plugin_limit);
    asio::co_spawn(
        executor_,
        [](std::shared_ptr<Credentials> self, std::shared_ptr<PluginRun> run) -> asio::awaitable<void> {
            const auto cluster = self->cluster();
            const auto ended = co_await run_exec_plugin(*self->configuration_.exec, cluster, run->limit);
            self->plugin_ended(ended);
        }(shared_from_this(), run_),
        [self = shared_from_this()](const std::exception_ptr& error) {
            if (error) self->plugin_ended(std::unexpected(std::string("the exec plugin could not be run")));
        });
}

void Credentials::plugin_ended(const std::expected<PluginLogin, std::string>& ended) {
    const auto run = std::exchange(run_, nullptr);
    if (!run) return;
    run->is_done = true;
    run->ended.cancel();
    if (!ended) {
        plugin_complaint_ = ended.error();
        plugin_rests_until_ = Clock::now() + timing_.plugin_pause;
        if (!is_login_valid()) login_.reset();
        if (!is_stopped_) log_once("plugin", plugin_complaint_);
        return;
    }
    plugin_complaint_.clear();
    log_once("plugin", "");
    login_ = *ended;
    refresh_ = refresh_time(*ended);
}

ExecPluginCluster Credentials::cluster() const {
    const bool is_v6 = configuration_.host.find(':') != std::string::npos;
    return {.server = (configuration_.tls ? "https://" : "http://") +
                      (is_v6 ? "[" + configuration_.host + "]" : configuration_.host) + ":" +
                      std::to_string(configuration_.port) + configuration_.base_path,
            .tls_server_name = configuration_.tls_server_name,
            .insecure_skip_tls_verify = configuration_.insecure_skip_tls_verify,
            .ca_pem = ca_.bytes()};
}

void Credentials::stop() {
    is_stopped_ = true;
    if (run_) run_->limit.set(Clock::time_point::min());
}

}  // namespace server::kube

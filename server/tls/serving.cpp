#include "server/tls/serving.hpp"

#include "certs/time_text.hpp"
#include "server/telemetry/log.hpp"

#include <exception>
#include <stdexcept>
#include <utility>

namespace server::tls {
namespace {

constexpr const char* readiness_check = "certificate";

}  // namespace

Serving::Serving(std::unique_ptr<KeySource> source, ServingOptions options, telemetry::Metrics& metrics,
                 telemetry::Readiness& readiness)
    : options_(std::move(options)), metrics_(metrics), readiness_(readiness), source_(std::move(source)) {
    readiness_.not_ready(readiness_check, "no certificate is loaded yet");
    if (const auto settings = certs::check_settings(options_.settings); !settings)
        throw std::runtime_error("TLS cannot be set up: " + settings.error().detail);
    if (const auto taken = ask_source(); !taken) {
        if (!options_.waits_for_first_pair)
            throw std::runtime_error("the server's certificate cannot be used: " + taken.error().detail);
        report(taken.error().detail);
    }
    judge();
}

Serving::~Serving() = default;  // the thread is the last member, so it ends first

void Serving::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Serving::run(const std::stop_token& stop) {
    for (;;) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, options_.poll_interval, [] { return false; });
        if (stop.stop_requested()) return;
        try {
            refresh();
        } catch (const std::exception& error) {  // out of memory, say: the next second may be better
            report(error.what());
        }
    }
}

void Serving::refresh() {
    if (const auto taken = ask_source(); !taken)
        report(taken.error().detail);
    else
        last_failure_.clear();
    judge();
}

certs::Result<void> Serving::ask_source() {
    auto pair = source_->pair(options_.now());
    if (!pair) return std::unexpected(pair.error());
    if (*pair == served_) return {};
    return take(std::move(*pair));
}

certs::Result<void> Serving::take(certs::KeyPair pair) {
    auto context = certs::server_context(pair, options_.settings);
    if (!context) return std::unexpected(context.error());
    const auto facts = certs::inspect(pair.certificate_pem);
    if (!facts) return std::unexpected(facts.error());
    context_.publish(std::move(*context));
    served_ = std::move(pair);
    expires_ = facts->not_after;
    metrics_.certificate_expires(expires_);
    telemetry::log(telemetry::LogLevel::info, "a new certificate is in use",
                   {{"subject", facts->subject}, {"expires", certs::to_text(expires_)}});
    return {};
}

void Serving::report(const std::string& failure) {
    if (failure == last_failure_) return;
    last_failure_ = failure;
    if (context_.current() == nullptr) {
        telemetry::log(telemetry::LogLevel::warning, "there is no certificate to serve yet: " + failure);
        return;
    }
    telemetry::log(telemetry::LogLevel::warning,
                   "the new certificate cannot be used, the last good one stays in use: " + failure,
                   {{"served_expires", certs::to_text(expires_)}});
}

void Serving::judge() {
    const auto because = last_failure_.empty() ? "" : "; " + last_failure_;
    if (context_.current() == nullptr)
        readiness_.not_ready(readiness_check, "there is no certificate yet" + because);
    else if (options_.now() >= expires_)
        readiness_.not_ready(readiness_check,
                             "the certificate in use expired at " + certs::to_text(expires_) + because);
    else if (!last_failure_.empty())
        readiness_.ready(readiness_check,
                         "the new certificate cannot be used, the last good one stays in use: " + last_failure_);
    else
        readiness_.ready(readiness_check, source_->remark());
}

}  // namespace server::tls

#include "server/http/handlers.hpp"

#include "core/mutate.hpp"
#include "server/http/ask_live.hpp"
#include "server/http/traffic.hpp"
#include "server/telemetry/log.hpp"

#include <string>
#include <utility>

namespace server::http {

namespace {

using core::mutation::Outcome;
using core::mutation::Verdict;

telemetry::Refusal refusal_of(const core::Reply& reply) {
    const std::string_view code = reply.outcome.refusal_code;
    if (reply.status == 503) return telemetry::Refusal::unknown_objects;
    if (code == "broken_json") return telemetry::Refusal::broken_json;
    if (code == "too_deep") return telemetry::Refusal::too_deep;
    if (code == "bad_name") return telemetry::Refusal::bad_name;
    return telemetry::Refusal::wrong_shape;
}

telemetry::LogLevel level_of(Verdict verdict) {
    if (verdict == Verdict::unchanged) return telemetry::LogLevel::debug;
    return verdict == Verdict::refused ? telemetry::LogLevel::warning : telemetry::LogLevel::info;
}

/// One line for each admission that changed or refused something, debug for the rest; never anything of the body but
/// names.
void log_admission(const Outcome& outcome, Clock::duration elapsed) {
    const auto level = level_of(outcome.verdict);
    if (!telemetry::log_enabled(level)) return;
    const auto elapsed_ms = std::chrono::duration<double, std::milli>(elapsed).count();
    telemetry::log(level, outcome.refusal.empty() ? std::string_view("admission") : std::string_view(outcome.refusal),
                   {{"namespace", outcome.namespace_name},
                    {"service_account", outcome.service_account},
                    {"name", outcome.name},
                    {"uid", outcome.uid},
                    {"resource", to_string(outcome.resource)},
                    {"operation", to_string(outcome.operation)},
                    {"outcome", to_string(outcome.verdict)},
                    {"reason", to_string(outcome.reason)},
                    {"role", outcome.role},
                    {"milliseconds", elapsed_ms}});
}

Refused not_synced(const Services& services) {
    return {.status = 503,
            .reason = telemetry::Refusal::not_synced,
            .message = "not ready yet: " + services.readiness.first_failure(),
            .retry_after_s = 1};
}

/// Nearly always the only call: the cache knows it all.
core::Reply ask_core(std::string_view body, const Services& services) {
    const auto snapshot = services.directory.current();
    if (snapshot == nullptr) return core::observe_unsynced(body, services.policy);
    return core::mutate(body, *snapshot, services.policy, {core::WhenUnknown::ask, {}, wall_clock()});
}

}  // namespace

asio::awaitable<Answer> handle_mutate(std::string_view body, std::string query, const Services& services) {
    const auto started = Clock::now();
    if (services.directory.current() == nullptr && services.policy.mode != core::mutation::Mode::observe) {
        const auto refused = not_synced(services);
        services.metrics.refused(refused.reason);
        co_return answer_refused(Site::webhook, refused);
    }
    auto reply = ask_core(body, services);
    if (!reply.missing.empty()) {
        reply = co_await ask_with_live_reads(body, std::move(reply.missing), started + live_read_time(query), services);
    }
    const auto elapsed = Clock::now() - started;
    services.metrics.record(reply.outcome, elapsed);
    if (reply.status != 200) services.metrics.refused(refusal_of(reply));
    log_admission(reply.outcome, elapsed);
    const bool later = reply.status == 503;
    co_return Answer{
        .status = reply.status, .body = std::move(reply.body), .retry_after_s = later ? 1 : 0, .closes = later};
}

}  // namespace server::http

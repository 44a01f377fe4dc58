#include "server/http/handlers.hpp"

#include "server/telemetry/log.hpp"
#include "server/telemetry/state_metrics.hpp"
#include "server/telemetry/version.hpp"

#include <string>
#include <utility>

namespace server::http {

namespace {

Answer plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

/// As kube-apiserver answers: `ok`, and every check when asked for or when one fails.
Answer readyz(std::string_view query, const telemetry::Readiness& readiness) {
    const bool ready = readiness.is_ready();
    const bool verbose = query == "verbose" || query.starts_with("verbose=") || query.starts_with("verbose&") ||
                         query.contains("&verbose");
    return plain(ready ? 200 : 503, ready && !verbose ? "ok" : readiness.verbose());
}

Answer metrics(const Services& services) {
    telemetry::Metrics& metrics = services.metrics;
    metrics.log_lines_dropped(telemetry::log_lines_dropped());
    metrics.state().ready(services.readiness.is_ready());
    metrics.state().mode(services.policy.mode);
    metrics.state().look(services.directory.current(), services.policy);
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.serialize()};
}

}  // namespace

Answer handle_health(Handler handler, std::string_view query, const Services& services) {
    switch (handler) {
        case Handler::readyz: return readyz(query, services.readiness);
        case Handler::metrics: return metrics(services);
        case Handler::version: return {.body = telemetry::version_json() + "\n"};
        case Handler::livez:
        case Handler::mutate: break;
    }
    return plain(200, "ok");
}

}  // namespace server::http

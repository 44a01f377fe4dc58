#include "server/kube/watch_report.hpp"

#include "server/telemetry/log.hpp"

#include <utility>

namespace server::kube {
namespace {

using core::watch::Condition;
using telemetry::LogLevel;

constexpr std::chrono::minutes reminder{1};

/// The word before the colon of a failure: `tls`, `credentials`, `403`. A line that is cut, then refused, then silent
/// is one and the same outage.
std::string kind_of(const std::string& detail) {
    const std::string word = detail.substr(0, detail.find(':'));
    return word == "broken" || word == "connect" || word == "timeout" ? "line" : word;
}

}  // namespace

WatchReport::WatchReport(Resource resource, std::string server, telemetry::ClusterMetrics& metrics,
                         telemetry::Readiness& readiness)
    : resource_(resource), server_(std::move(server)), metrics_(metrics), readiness_(readiness) {
    readiness_.not_ready(telemetry::resource_label(resource_.kind()),
                         std::string(resource_.name()) + " have not been listed yet from " + server_);
}

void WatchReport::listed(std::size_t count) {
    metrics_.listed(resource_.kind());
    if (!std::exchange(listed_, true)) {
        metrics_.synced(resource_.kind());
        readiness_.ready(telemetry::resource_label(resource_.kind()));
    }
    telemetry::log(LogLevel::info, "listed",
                   {{"resource", resource_.name()}, {"objects", static_cast<std::int64_t>(count)}});
}

void WatchReport::event(core::watch::EventType type) {
    metrics_.event(resource_.kind(), type);
    metrics_.confirmed(resource_.kind(), std::chrono::system_clock::now());
}

void WatchReport::worked() {
    metrics_.healthy(resource_.kind());
    metrics_.confirmed(resource_.kind(), std::chrono::system_clock::now());
    const Condition before = std::exchange(said_, Condition::healthy);
    const bool was_news = before != Condition::healthy && before != Condition::starting && before != Condition::expired;
    if (was_news) {
        telemetry::log(LogLevel::info, "the API server answers again",
                       {{"resource", resource_.name()}, {"server", server_}});
    }
}

void WatchReport::waits_long(std::chrono::seconds time) {
    telemetry::log(LogLevel::warning,
                   "the API server takes our request and says nothing: is it starting, or overloaded?",
                   {{"resource", resource_.name()}, {"server", server_}, {"seconds", std::int64_t{time.count()}}});
}

void WatchReport::failed(const core::watch::Machine& machine) {
    const Condition condition = machine.condition();
    metrics_.failed(resource_.kind(), condition);
    if (!listed_) {
        readiness_.not_ready(telemetry::resource_label(resource_.kind()),
                             std::string(resource_.name()) + " " + cannot_be_listed + ": " + machine.detail());
    }
    const auto now = std::chrono::steady_clock::now();
    const std::string kind = kind_of(machine.detail());
    const bool is_news = condition != said_ || kind != said_kind_ || now - said_at_ >= reminder;
    if (is_news) {
        said_ = condition;
        said_kind_ = kind;
        said_at_ = now;
    }
    const auto state = listed_ ? "the last good state serves on" : "not ready until it works";
    const auto level = condition == Condition::expired ? LogLevel::info : LogLevel::warning;
    telemetry::log(is_news ? level : LogLevel::debug, advice(condition),
                   {{"resource", resource_.name()},
                    {"reason", core::watch::to_string(condition)},
                    {"server", server_},
                    {"error", machine.detail()},
                    {"state", state}});
}

std::string WatchReport::advice(Condition condition) const {
    const std::string name = resource_.name();
    switch (condition) {
        case Condition::unauthorized:
            return "the API server does not accept our credentials: check the ServiceAccount token or the kubeconfig's "
                   "user";
        case Condition::forbidden:
            return "RBAC forbids it: give our ServiceAccount a ClusterRole with get, list and watch on " + name;
        case Condition::not_found:
            return resource_.kind() == core::profile::ObjectKind::profile
                       ? "the CRD profiles.kubeflow.org is not installed (neither v1 nor v1beta1 is served): install "
                         "Kubeflow's profile controller; it is asked for again"
                       : "the API server does not know " + name + ": is this a Kubernetes API server?";
        case Condition::throttled: return "the API server is overloaded and told us to wait";
        case Condition::expired:
            return "the API server's history does not reach back to what was seen last: listing anew";
        case Condition::failing: return "the API server fails: look at its log; it is asked again";
        case Condition::unreachable:
            return "the API server cannot be reached: check the network policy, the address and the CA; it is tried "
                   "again";
        case Condition::starting:
        case Condition::healthy: break;
    }
    return "watching " + name;
}

}  // namespace server::kube

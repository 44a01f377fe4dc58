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

WatchReport::WatchReport(WatchWords words, std::string server, telemetry::WatchMetrics& metrics,
                         telemetry::Readiness* readiness)
    : words_(std::move(words)),
      server_(std::move(server)),
      metrics_(metrics),
      readiness_(readiness),
      failure_(words_.name + " has not been read yet from " + server_) {
    not_ready(words_.name + " have not been listed yet from " + server_);
}

void WatchReport::not_ready(const std::string& why) {
    if (readiness_ != nullptr && !listed_) readiness_->not_ready(words_.check, why);
}

void WatchReport::listed(std::size_t count) {
    metrics_.listed();
    if (!std::exchange(listed_, true)) {
        metrics_.synced();
        if (readiness_ != nullptr) readiness_->ready(words_.check);
    }
    telemetry::log(LogLevel::info, "listed",
                   {{"resource", words_.name}, {"objects", static_cast<std::int64_t>(count)}});
}

void WatchReport::event(core::watch::EventType type) {
    metrics_.event(type);
    metrics_.confirmed(std::chrono::system_clock::now());
}

void WatchReport::worked() {
    metrics_.healthy();
    metrics_.confirmed(std::chrono::system_clock::now());
    said_ = Condition::healthy;
    failure_.clear();
    if (!std::exchange(is_outage_, false)) return;
    telemetry::log(LogLevel::info, "the API server answers again", {{"resource", words_.name}, {"server", server_}});
}

void WatchReport::waits_long(std::chrono::seconds time) {
    telemetry::log(LogLevel::warning,
                   "the API server takes our request and says nothing: is it starting, or overloaded?",
                   {{"resource", words_.name}, {"server", server_}, {"seconds", std::int64_t{time.count()}}});
}

void WatchReport::failed(const core::watch::Machine& machine) {
    const Condition condition = machine.condition();
    metrics_.failed(condition);
    not_ready(words_.name + " " + cannot_be_listed + ": " + machine.detail());
    if (condition != Condition::expired) {
        is_outage_ = true;
        failure_ = words_.name + " cannot be read: " + advice(condition) + " (" + machine.detail() + ")";
    }
    tell(machine);
}

void WatchReport::tell(const core::watch::Machine& machine) {
    const Condition condition = machine.condition();
    const auto now = std::chrono::steady_clock::now();
    const std::string kind = kind_of(machine.detail());
    const bool is_news = condition != said_ || kind != said_kind_ || now - said_at_ >= reminder;
    if (is_news) {
        said_ = condition;
        said_kind_ = kind;
        said_at_ = now;
    }
    const auto level = condition == Condition::expired ? LogLevel::info : LogLevel::warning;
    telemetry::log(is_news ? level : LogLevel::debug, advice(condition),
                   {{"resource", words_.name},
                    {"reason", core::watch::to_string(condition)},
                    {"server", server_},
                    {"error", machine.detail()},
                    {"state", state()}});
}

const char* WatchReport::state() const {
    if (listed_) return "the last good state serves on";
    return readiness_ != nullptr ? "not ready until it works" : "nothing is known of it";
}

std::string WatchReport::advice(Condition condition) const {
    switch (condition) {
        case Condition::unauthorized:
            return "the API server does not accept our credentials: check the ServiceAccount token or the kubeconfig's "
                   "user";
        case Condition::forbidden: return "RBAC forbids it: give our ServiceAccount " + words_.grant;
        case Condition::not_found: return words_.missing;
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
    return "watching " + words_.name;
}

}  // namespace server::kube

#pragma once

#include "core/watch/machine.hpp"
#include "server/telemetry/cluster_metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <chrono>
#include <string>

namespace server::kube {

/// Stands in the readiness check of a resource whose first list has failed.
inline constexpr const char* cannot_be_listed = "cannot be listed";

/// How a watch is called when it is talked about.
struct WatchWords {
    std::string check;    ///< of the readiness
    std::string name;     ///< `namespaces`: the field `resource` of a log line
    std::string grant;    ///< what RBAC has to give: `a ClusterRole with get, list and watch on namespaces`
    std::string missing;  ///< what a 404 means, and what to do
};

/// Tells the operator how the watch of one resource is: metrics, readiness, and a log line whenever that, or the kind
/// of failure, changes (while it stays bad, once a minute), which says what to do.
///
/// Readiness means "knows enough to answer": not ready until the first whole list, ready for good afterwards. While the
/// API server is away the last good state serves on; taking the replica out of its Service would only turn old answers
/// into none.
class WatchReport {
public:
    /// `readiness` null: nobody's readiness depends on this watch. The references outlive it.
    WatchReport(WatchWords words, std::string server, telemetry::WatchMetrics& metrics,
                telemetry::Readiness* readiness);

    void listed(std::size_t count);
    void event(core::watch::EventType type);
    /// After a step that worked.
    void worked();
    /// A list has not begun to be answered for a while.
    void waits_long(std::chrono::seconds time);
    /// After one that failed; the machine says how.
    void failed(const core::watch::Machine& machine);

    /// Why it is not known at present, with what to do; empty: it is. `expired` heals by itself, and is none.
    [[nodiscard]] const std::string& failure() const { return failure_; }

private:
    void not_ready(const std::string& why);
    void tell(const core::watch::Machine& machine);
    [[nodiscard]] const char* state() const;
    [[nodiscard]] std::string advice(core::watch::Condition condition) const;

    WatchWords words_;
    std::string server_;
    telemetry::WatchMetrics& metrics_;
    telemetry::Readiness* readiness_;
    std::string failure_;
    core::watch::Condition said_ = core::watch::Condition::starting;
    std::string said_kind_;  ///< `line`, `tls`, `403`: another one is news
    std::chrono::steady_clock::time_point said_at_;
    bool listed_ = false;
    bool is_outage_ = false;  ///< something but `expired` has failed since it worked last
};

}  // namespace server::kube

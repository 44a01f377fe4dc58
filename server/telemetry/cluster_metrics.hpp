#pragma once

#include "core/profile/directory.hpp"
#include "core/watch/machine.hpp"

#include <chrono>
#include <memory>

namespace prometheus {
class Registry;
}

namespace server::telemetry {

/// How a live read of one object ended: label `result` of `profile_iam_webhook_live_reads_total`.
enum class LiveReadResult {
    found,
    absent,
    shared,       ///< answered by an identical read that was under way
    remembered,   ///< over budget, but known to have been absent within the last second
    timeout,      ///< not in time
    failed,       ///< the API server, or the way to it
    over_budget,  ///< of the namespace, or of all; not known
};
inline constexpr int live_read_result_count = static_cast<int>(LiveReadResult::over_budget) + 1;
[[nodiscard]] const char* to_string(LiveReadResult result);

/// The label `resource`: `profiles`, `namespaces`, `serviceaccounts`.
[[nodiscard]] const char* resource_label(core::profile::ObjectKind kind);

/// Metrics of a cluster as the source, prefix `profile_iam_webhook_`. With files as the source there are none. Any
/// thread; none waits.
class ClusterMetrics {
public:
    explicit ClusterMetrics(prometheus::Registry& registry);
    ~ClusterMetrics();
    ClusterMetrics(const ClusterMetrics&) = delete;
    ClusterMetrics& operator=(const ClusterMetrics&) = delete;

    /// `watch_synced{resource}`: 1 from the first whole list on.
    void synced(core::profile::ObjectKind kind);
    /// `watch_healthy{resource}`: 0 while the last request has failed (but `expired`, which heals by itself).
    /// `watch_failures_total{resource,reason}` counts the failures.
    void healthy(core::profile::ObjectKind kind);
    void failed(core::profile::ObjectKind kind, core::watch::Condition reason);
    /// `watch_lists_total{resource}`: whole lists taken over.
    void listed(core::profile::ObjectKind kind);
    /// `watch_events_total{resource,type}`.
    void event(core::profile::ObjectKind kind, core::watch::EventType type);
    /// `state_confirmed_timestamp_seconds{resource}`: when the API server last said something about it. The age of the
    /// state is `time()` less this.
    void confirmed(core::profile::ObjectKind kind, std::chrono::system_clock::time_point when);
    /// `objects_unreadable_total{resource}`: objects that could not be understood; the last good one stays.
    void unreadable(core::profile::ObjectKind kind);
    void live_read(LiveReadResult result);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace server::telemetry

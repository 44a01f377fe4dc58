#pragma once

#include "core/profile/directory.hpp"
#include "server/telemetry/watch_metrics.hpp"

#include <memory>
#include <string_view>

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

/// Metrics of a cluster, prefix `profile_iam_webhook_`. Without one there are none. Any thread.
class ClusterMetrics {
public:
    explicit ClusterMetrics(prometheus::Registry& registry);
    ~ClusterMetrics();
    ClusterMetrics(const ClusterMetrics&) = delete;
    ClusterMetrics& operator=(const ClusterMetrics&) = delete;

    /// Of the watch of all objects of that kind. There from the first call on; lives as long as this.
    [[nodiscard]] WatchMetrics& watch(core::profile::ObjectKind kind);
    /// The same for single objects of another resource: `secrets` or `mutatingwebhookconfigurations`. Any other word,
    /// which no watch of ours has, is `other`.
    [[nodiscard]] WatchMetrics& watch(std::string_view resource);

    void live_read(LiveReadResult result);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace server::telemetry

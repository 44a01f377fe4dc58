#include "server/telemetry/cluster_metrics.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/registry.h>

namespace server::telemetry {
namespace {

using core::profile::ObjectKind;
using prometheus::Counter;

// The last one stands for whatever is none of those before it: labels are bounded.
constexpr std::array<const char*, 6> resources{
    "profiles", "namespaces", "serviceaccounts", "secrets", "mutatingwebhookconfigurations", "other"};

std::size_t index_of(auto enumerator) { return static_cast<std::size_t>(enumerator); }

}  // namespace

const char* to_string(LiveReadResult result) {
    switch (result) {
        case LiveReadResult::found: return "found";
        case LiveReadResult::absent: return "absent";
        case LiveReadResult::shared: return "shared";
        case LiveReadResult::remembered: return "remembered";
        case LiveReadResult::timeout: return "timeout";
        case LiveReadResult::failed: return "failed";
        case LiveReadResult::over_budget: return "over_budget";
    }
    return "unknown";
}

const char* resource_label(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::profile: return "profiles";
        case ObjectKind::name_space: return "namespaces";
        case ObjectKind::service_account: return "serviceaccounts";
    }
    return "unknown";
}

struct ClusterMetrics::Families {
    explicit Families(prometheus::Registry& registry) : watches(registry) {
        auto& reads = prometheus::BuildCounter()
                          .Name("profile_iam_webhook_live_reads_total")
                          .Help("Objects read past the cache.")
                          .Register(registry);
        for (int i = 0; i < live_read_result_count; ++i) {
            live_reads[index_of(i)] = &reads.Add({{"result", to_string(static_cast<LiveReadResult>(i))}});
        }
    }

    WatchFamilies watches;
    std::mutex mutex;
    std::array<std::unique_ptr<WatchMetrics>, resources.size()> of;  ///< guarded
    std::array<Counter*, live_read_result_count> live_reads{};
};

ClusterMetrics::ClusterMetrics(prometheus::Registry& registry) : families_(std::make_unique<Families>(registry)) {}
ClusterMetrics::~ClusterMetrics() = default;

WatchMetrics& ClusterMetrics::watch(ObjectKind kind) { return watch(resource_label(kind)); }

WatchMetrics& ClusterMetrics::watch(std::string_view resource) {
    const auto* const known = std::find(resources.begin(), resources.end() - 1, resource);
    const std::scoped_lock lock(families_->mutex);
    auto& watch = families_->of[index_of(known - resources.begin())];
    if (watch == nullptr) watch = families_->watches.add(*known);
    return *watch;
}

void ClusterMetrics::live_read(LiveReadResult result) { families_->live_reads[index_of(result)]->Increment(); }

}  // namespace server::telemetry

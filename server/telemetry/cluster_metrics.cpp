#include "server/telemetry/cluster_metrics.hpp"

#include <array>
#include <cstddef>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace server::telemetry {
namespace {

using core::profile::ObjectKind;
using core::watch::Condition;
using core::watch::EventType;
using prometheus::Counter;
using prometheus::Gauge;

constexpr std::array kinds{ObjectKind::profile, ObjectKind::name_space, ObjectKind::service_account};
constexpr std::array events{EventType::added, EventType::modified, EventType::deleted, EventType::bookmark,
                            EventType::error};

std::size_t index_of(auto enumerator) { return static_cast<std::size_t>(enumerator); }

const char* to_string(EventType type) {
    switch (type) {
        case EventType::added: return "added";
        case EventType::modified: return "modified";
        case EventType::deleted: return "deleted";
        case EventType::bookmark: return "bookmark";
        case EventType::error: return "error";
    }
    return "unknown";
}

prometheus::Family<Counter>& counters(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

prometheus::Family<Gauge>& gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

/// The series of one resource, all there from the start, so that `rate()` sees their first increase.
struct Series {
    Gauge* synced = nullptr;
    Gauge* healthy = nullptr;
    Gauge* confirmed = nullptr;  ///< comes with the first answer: a zero would look like 1970
    Counter* listed = nullptr;
    Counter* unreadable = nullptr;
    std::array<Counter*, core::watch::condition_count> failures{};
    std::array<Counter*, events.size()> events_seen{};
};

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
    explicit Families(prometheus::Registry& registry)
        : confirmed(gauges(registry, "state_confirmed_timestamp_seconds",
                           "When the API server last said something about this resource.")) {
        auto& synced = gauges(registry, "watch_synced", "1 once the resource has been listed as a whole.");
        auto& healthy = gauges(registry, "watch_healthy", "1 while the last request for this resource worked.");
        auto& listed = counters(registry, "watch_lists_total", "Whole lists taken over.");
        auto& unreadable =
            counters(registry, "objects_unreadable_total", "Objects not understood; the last good one stays.");
        auto& failures = counters(registry, "watch_failures_total", "Lists and watches that failed.");
        auto& seen = counters(registry, "watch_events_total", "Events of watches.");
        for (const ObjectKind kind : kinds) {
            const prometheus::Labels labels{{"resource", resource_label(kind)}};
            Series& series = of[index_of(kind)];
            series.synced = &synced.Add(labels);
            series.healthy = &healthy.Add(labels);
            series.listed = &listed.Add(labels);
            series.unreadable = &unreadable.Add(labels);
            add_labelled(series, labels, failures, seen);
        }
        auto& reads = counters(registry, "live_reads_total", "Objects read past the cache.");
        for (int i = 0; i < live_read_result_count; ++i) {
            live_reads[index_of(i)] = &reads.Add({{"result", to_string(static_cast<LiveReadResult>(i))}});
        }
    }

    static void add_labelled(Series& series, prometheus::Labels labels, prometheus::Family<Counter>& failures,
                             prometheus::Family<Counter>& seen) {
        for (int i = static_cast<int>(Condition::healthy) + 1; i < core::watch::condition_count; ++i) {
            labels["reason"] = core::watch::to_string(static_cast<Condition>(i));
            series.failures[index_of(i)] = &failures.Add(labels);
        }
        labels.erase("reason");
        for (const EventType type : events) {
            labels["type"] = to_string(type);
            series.events_seen[index_of(type)] = &seen.Add(labels);
        }
    }

    prometheus::Family<Gauge>& confirmed;
    std::array<Series, kinds.size()> of;
    std::array<Counter*, live_read_result_count> live_reads{};
};

ClusterMetrics::ClusterMetrics(prometheus::Registry& registry) : families_(std::make_unique<Families>(registry)) {}
ClusterMetrics::~ClusterMetrics() = default;

void ClusterMetrics::synced(ObjectKind kind) { families_->of[index_of(kind)].synced->Set(1); }

void ClusterMetrics::healthy(ObjectKind kind) { families_->of[index_of(kind)].healthy->Set(1); }

void ClusterMetrics::failed(ObjectKind kind, Condition reason) {
    Series& series = families_->of[index_of(kind)];
    if (reason != Condition::expired) series.healthy->Set(0);  // part of the protocol: a list follows
    if (Counter* counter = series.failures[index_of(reason)]; counter != nullptr) counter->Increment();
}

void ClusterMetrics::listed(ObjectKind kind) { families_->of[index_of(kind)].listed->Increment(); }

void ClusterMetrics::event(ObjectKind kind, EventType type) {
    families_->of[index_of(kind)].events_seen[index_of(type)]->Increment();
}

void ClusterMetrics::confirmed(ObjectKind kind, std::chrono::system_clock::time_point when) {
    const std::chrono::duration<double> since_epoch = when.time_since_epoch();
    families_->confirmed.Add({{"resource", resource_label(kind)}}).Set(since_epoch.count());
}

void ClusterMetrics::unreadable(ObjectKind kind) { families_->of[index_of(kind)].unreadable->Increment(); }

void ClusterMetrics::live_read(LiveReadResult result) { families_->live_reads[index_of(result)]->Increment(); }

}  // namespace server::telemetry

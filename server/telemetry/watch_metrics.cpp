#include "server/telemetry/watch_metrics.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace server::telemetry {
namespace {

using core::watch::Condition;
using core::watch::EventType;
using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Labels;

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

}  // namespace

struct WatchMetrics::Series {
    Labels labels;
    Gauge* synced = nullptr;
    Gauge* healthy = nullptr;
    prometheus::Family<Gauge>* confirmed = nullptr;  ///< comes with the first answer: a zero would look like 1970
    Counter* listed = nullptr;
    Counter* unreadable = nullptr;
    std::array<Counter*, core::watch::condition_count> failures{};
    std::array<Counter*, events.size()> events_seen{};
};

WatchMetrics::WatchMetrics(std::unique_ptr<Series> series) : series_(std::move(series)) {}
WatchMetrics::~WatchMetrics() = default;

void WatchMetrics::synced() { series_->synced->Set(1); }

void WatchMetrics::healthy() { series_->healthy->Set(1); }

void WatchMetrics::failed(Condition reason) {
    if (reason != Condition::expired) series_->healthy->Set(0);  // part of the protocol: a list follows
    if (Counter* counter = series_->failures[index_of(reason)]; counter != nullptr) counter->Increment();
}

void WatchMetrics::listed() { series_->listed->Increment(); }

void WatchMetrics::event(EventType type) { series_->events_seen[index_of(type)]->Increment(); }

void WatchMetrics::confirmed(std::chrono::system_clock::time_point when) {
    const std::chrono::duration<double> since_epoch = when.time_since_epoch();
    series_->confirmed->Add(series_->labels).Set(since_epoch.count());
}

void WatchMetrics::unreadable() { series_->unreadable->Increment(); }

struct WatchFamilies::Families {
    explicit Families(prometheus::Registry& registry)
        : confirmed(gauges(registry, "state_confirmed_timestamp_seconds",
                           "When the API server last said something about this resource.")),
          synced(gauges(registry, "watch_synced", "1 once the resource has been listed as a whole.")),
          healthy(gauges(registry, "watch_healthy", "1 while the last request for this resource worked.")),
          listed(counters(registry, "watch_lists_total", "Whole lists taken over.")),
          unreadable(
              counters(registry, "objects_unreadable_total", "Objects not understood; the last good one stays.")),
          failures(counters(registry, "watch_failures_total", "Lists and watches that failed.")),
          seen(counters(registry, "watch_events_total", "Events of watches.")) {}

    prometheus::Family<Gauge>& confirmed;
    prometheus::Family<Gauge>& synced;
    prometheus::Family<Gauge>& healthy;
    prometheus::Family<Counter>& listed;
    prometheus::Family<Counter>& unreadable;
    prometheus::Family<Counter>& failures;
    prometheus::Family<Counter>& seen;
};

WatchFamilies::WatchFamilies(prometheus::Registry& registry) : families_(std::make_unique<Families>(registry)) {}
WatchFamilies::~WatchFamilies() = default;

std::unique_ptr<WatchMetrics> WatchFamilies::add(const char* resource) {
    auto series = std::make_unique<WatchMetrics::Series>();
    Labels labels{{"resource", resource}};
    series->labels = labels;
    series->synced = &families_->synced.Add(labels);
    series->healthy = &families_->healthy.Add(labels);
    series->confirmed = &families_->confirmed;
    series->listed = &families_->listed.Add(labels);
    series->unreadable = &families_->unreadable.Add(labels);
    for (int i = static_cast<int>(Condition::healthy) + 1; i < core::watch::condition_count; ++i) {
        labels["reason"] = core::watch::to_string(static_cast<Condition>(i));
        series->failures[index_of(i)] = &families_->failures.Add(labels);
    }
    labels.erase("reason");
    for (const EventType type : events) {
        labels["type"] = to_string(type);
        series->events_seen[index_of(type)] = &families_->seen.Add(labels);
    }
    return std::make_unique<WatchMetrics>(std::move(series));
}

}  // namespace server::telemetry

#pragma once

#include "core/watch/machine.hpp"

#include <chrono>
#include <memory>

namespace prometheus {
class Registry;
}

namespace server::telemetry {

/// Metrics of the watch of one resource, prefix `profile_iam_webhook_`, label `resource`. Any thread; none waits.
class WatchMetrics {
public:
    struct Series;
    explicit WatchMetrics(std::unique_ptr<Series> series);
    ~WatchMetrics();
    WatchMetrics(const WatchMetrics&) = delete;
    WatchMetrics& operator=(const WatchMetrics&) = delete;

    /// `watch_synced{resource}`: 1 from the first whole list on.
    void synced();
    /// `watch_healthy{resource}`: 0 while the last request has failed (but `expired`, which heals by itself).
    /// `watch_failures_total{resource,reason}` counts the failures.
    void healthy();
    void failed(core::watch::Condition reason);
    /// `watch_lists_total{resource}`: whole lists taken over.
    void listed();
    /// `watch_events_total{resource,type}`.
    void event(core::watch::EventType type);
    /// `state_confirmed_timestamp_seconds{resource}`: when the API server last said something about it. The age of the
    /// state is `time()` less this.
    void confirmed(std::chrono::system_clock::time_point when);
    /// `objects_unreadable_total{resource}`: objects that could not be understood; the last good one stays.
    void unreadable();

private:
    std::unique_ptr<Series> series_;
};

/// Makes them, in one registry.
class WatchFamilies {
public:
    explicit WatchFamilies(prometheus::Registry& registry);
    ~WatchFamilies();
    WatchFamilies(const WatchFamilies&) = delete;
    WatchFamilies& operator=(const WatchFamilies&) = delete;

    /// All series of a resource but its age, at zero, so that `rate()` sees their first increase.
    [[nodiscard]] std::unique_ptr<WatchMetrics> add(const char* resource);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace server::telemetry

#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include <prometheus/metric_family.h>

namespace server::telemetry {

/// A histogram of durations with buckets from 50 microseconds to 10 s. prometheus-cpp's own takes a mutex for every
/// observation, and the workers must never wait for each other; this one adds to relaxed atomics.
class DurationHistogram {
public:
    /// Any thread. Negative durations count as zero.
    void observe(std::chrono::nanoseconds elapsed);

    /// As Prometheus wants it: cumulative buckets in seconds, `+Inf` last. The count is the sum of the buckets, so that
    /// the two agree even when observations come in meanwhile.
    [[nodiscard]] prometheus::MetricFamily collect(const char* name, const char* help) const;

private:
    // Half of the steps lie below 5 ms: a review takes well under one, unless an object has to be fetched (1 s at
    // most).
    static constexpr std::array bounds_us = {50,      100,       250,       500,       1'000,     2'500,
                                             5'000,   10'000,    25'000,    50'000,    100'000,   250'000,
                                             500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

    std::array<std::atomic<std::uint64_t>, bounds_us.size() + 1> counts_{};
    std::atomic<std::uint64_t> sum_ns_{0};
};

}  // namespace server::telemetry

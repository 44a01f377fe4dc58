#pragma once

#include <chrono>
#include <functional>

namespace perf {

/// How long `work` took.
template <typename Work>
[[nodiscard]] std::chrono::nanoseconds timed(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - start;
}

struct Percentiles {
    double p50_ns = 0;
    double p99_ns = 0;
    double p999_ns = 0;
};

struct Comparison {
    Percentiles quiet;        ///< nobody writes
    Percentiles busy;         ///< beside the writer
    double events_per_s = 0;  ///< that the writer really made
};

/// Calls `read`, which returns how long it took, 200,000 times alone and 200,000 times beside a thread that calls
/// `write` every millisecond: in turns of 10,000, so that what else the machine does falls on both.
[[nodiscard]] Comparison compare_readers(const std::function<std::chrono::nanoseconds()>& read,
                                         const std::function<void()>& write);

}  // namespace perf

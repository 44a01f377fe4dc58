#include "server/telemetry/duration_histogram.hpp"

#include <algorithm>
#include <limits>

namespace server::telemetry {

void DurationHistogram::observe(std::chrono::nanoseconds elapsed) {
    const auto ns = std::max<std::int64_t>(elapsed.count(), 0);
    // Prometheus' bounds are inclusive: exactly 50 us belongs to `le="5e-05"`.
    const auto bound = std::ranges::find_if(bounds_us, [ns](std::int64_t bound_us) { return ns <= bound_us * 1'000; });
    counts_[static_cast<std::size_t>(bound - bounds_us.begin())].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(static_cast<std::uint64_t>(ns), std::memory_order_relaxed);
}

prometheus::MetricFamily DurationHistogram::collect(const char* name, const char* help) const {
    prometheus::MetricFamily family{name, help, prometheus::MetricType::Histogram, {}};
    auto& histogram = family.metric.emplace_back().histogram;
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        cumulative += counts_[i].load(std::memory_order_relaxed);
        const double bound_s = i < bounds_us.size() ? bounds_us[i] / 1e6 : std::numeric_limits<double>::infinity();
        histogram.bucket.push_back({cumulative, bound_s});
    }
    histogram.sample_count = cumulative;
    histogram.sample_sum = static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9;
    return family;
}

}  // namespace server::telemetry

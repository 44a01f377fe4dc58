#pragma once

#include <vector>

#include <prometheus/metric_family.h>

namespace server::telemetry {

/// The metrics that every Prometheus client exports about its process, by their standard names (without our prefix):
/// `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_virtual_memory_bytes`, `process_open_fds`,
/// `process_max_fds`, `process_start_time_seconds`. Read from /proc at the call; what cannot be read is left out.
[[nodiscard]] std::vector<prometheus::MetricFamily> collect_process_metrics();

}  // namespace server::telemetry

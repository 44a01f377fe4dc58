#include "server/telemetry/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

namespace server::telemetry {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

struct Stat {
    double cpu_s = 0;
    double start_ticks = 0;
    double virtual_bytes = 0;
    double resident_bytes = 0;
};

/// /proc/self/stat, as proc(5) numbers its fields. The name (2) may hold spaces and brackets: reading starts behind its
/// last one.
std::optional<Stat> read_stat() {
    std::ifstream file("/proc/self/stat");
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream rest(line.substr(name_end + 1));
    const std::vector<std::string> words{std::istream_iterator<std::string>(rest), {}};
    constexpr std::size_t first_field = 3;
    constexpr std::size_t utime = 14;
    constexpr std::size_t stime = 15;
    constexpr std::size_t starttime = 22;
    constexpr std::size_t vsize = 23;
    constexpr std::size_t rss = 24;
    if (words.size() <= rss - first_field) return std::nullopt;
    const auto field = [&](std::size_t number) { return std::stod(words[number - first_field]); };
    const auto ticks_per_s = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return Stat{(field(utime) + field(stime)) / ticks_per_s, field(starttime) / ticks_per_s, field(vsize),
                field(rss) * static_cast<double>(::sysconf(_SC_PAGESIZE))};
}

/// Seconds since the epoch at which the machine was started: `btime` of /proc/stat.
std::optional<double> boot_time_s() {
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    }
    return std::nullopt;
}

std::optional<double> open_fds() {
    std::error_code error;
    const std::filesystem::directory_iterator entries("/proc/self/fd", error);
    if (error) return std::nullopt;
    return static_cast<double>(std::distance(begin(entries), end(entries)) - 1);  // one of them is this very iterator
}

std::optional<double> max_fds() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    return static_cast<double>(limit.rlim_cur);
}

void add(std::vector<MetricFamily>& out, MetricType type, const char* name, const char* help,
         std::optional<double> value) {
    if (!value) return;
    auto& family = out.emplace_back(MetricFamily{name, help, type, {}});
    auto& metric = family.metric.emplace_back();
    (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = *value;
}

}  // namespace

std::vector<MetricFamily> collect_process_metrics() {
    std::vector<MetricFamily> out;
    if (const auto stat = read_stat()) {
        add(out, MetricType::Counter, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
            stat->cpu_s);
        add(out, MetricType::Gauge, "process_resident_memory_bytes", "Resident memory size in bytes.",
            stat->resident_bytes);
        add(out, MetricType::Gauge, "process_virtual_memory_bytes", "Virtual memory size in bytes.",
            stat->virtual_bytes);
        if (const auto boot_s = boot_time_s()) {
            add(out, MetricType::Gauge, "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.", *boot_s + stat->start_ticks);
        }
    }
    add(out, MetricType::Gauge, "process_open_fds", "Number of open file descriptors.", open_fds());
    add(out, MetricType::Gauge, "process_max_fds", "Maximum number of open file descriptors.", max_fds());
    return out;
}

}  // namespace server::telemetry

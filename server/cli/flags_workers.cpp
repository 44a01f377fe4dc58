#include "server/cli/flags_workers.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

namespace server::cli {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// `quota period` in microseconds -> cores; `max` and -1 mean no limit.
std::optional<double> cores(const std::string& quota_and_period) {
    std::istringstream in(quota_and_period);
    double quota = 0;
    double period = 0;
    if (!(in >> quota >> period) || quota <= 0 || period <= 0) return std::nullopt;
    return quota / period;
}

std::optional<double> quota_of(const fs::path& folder) {
    if (const auto v2 = cores(read(folder / "cpu.max"))) return v2;
    return cores(read(folder / "cpu.cfs_quota_us") + ' ' + read(folder / "cpu.cfs_period_us"));
}

/// Where the CPU controller has this process, under `mount`: v2's one hierarchy, v1's `cpu` or `cpu,cpuacct`. In a
/// container the path of /proc/self/cgroup may be the host's and not exist here; then the mount itself is our group.
std::vector<fs::path> groups(const fs::path& mount, const std::string& membership) {
    std::vector<fs::path> out{mount, mount / "cpu", mount / "cpu,cpuacct"};
    std::istringstream lines(membership);
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        auto folder = mount / controllers;
        for (const auto& part : fs::path(line.substr(second + 1)).relative_path()) out.push_back(folder /= part);
    }
    return out;
}

std::size_t cores_by_affinity() {
    cpu_set_t set;
    if (::sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
    return static_cast<std::size_t>(std::max(CPU_COUNT(&set), 1));
}

}  // namespace

std::size_t cores_by_quota(const fs::path& mount, const std::string& membership) {
    std::optional<double> least;
    for (const auto& group : groups(mount, membership)) {
        const auto quota = quota_of(group);
        if (quota && (!least || *quota < *least)) least = quota;
    }
    return least ? std::max<std::size_t>(static_cast<std::size_t>(std::ceil(*least)), 1) : 0;
}

std::size_t available_cores() {
    const auto by_quota = cores_by_quota("/sys/fs/cgroup", read("/proc/self/cgroup"));
    return by_quota == 0 ? cores_by_affinity() : std::min(by_quota, cores_by_affinity());
}

}  // namespace server::cli

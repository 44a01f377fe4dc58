#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace server::cli {

/// How many threads can run at the same time in this container: the CPU quota of its cgroup and of those above it (v2
/// `cpu.max`, v1 `cpu.cfs_quota_us` / `cpu.cfs_period_us`), rounded up; not more than the CPUs that the process may run
/// on; at least 1.
[[nodiscard]] std::size_t available_cores();

/// The quota's part of it, for tests: `mount` in place of /sys/fs/cgroup, `membership` is the text of
/// /proc/self/cgroup. 0: no quota.
[[nodiscard]] std::size_t cores_by_quota(const std::filesystem::path& mount, const std::string& membership);

}  // namespace server::cli

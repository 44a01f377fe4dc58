#include "server/cli/flags_workers.hpp"

#include <gtest/gtest.h>
#include <cstdlib>

#include <fstream>

namespace server::cli {
namespace {

namespace fs = std::filesystem;

/// A /sys/fs/cgroup of our own.
class Cgroups {
public:
    Cgroups() {
        std::string path = "/tmp/piw_cgroups_XXXXXX";
        EXPECT_NE(::mkdtemp(path.data()), nullptr);
        path_ = path;
    }
    ~Cgroups() { fs::remove_all(path_); }
    Cgroups(const Cgroups&) = delete;
    Cgroups& operator=(const Cgroups&) = delete;

    void write(const fs::path& file, const std::string& text) const {
        fs::create_directories((path_ / file).parent_path());
        std::ofstream(path_ / file) << text;
    }
    [[nodiscard]] std::size_t cores(const std::string& membership) const { return cores_by_quota(path_, membership); }

private:
    fs::path path_;
};

TEST(Workers, AtLeastOneCoreIsThere) { EXPECT_GE(available_cores(), 1U); }

TEST(Workers, AQuotaOfCgroupV2IsRoundedUp) {
    const Cgroups cgroups;
    cgroups.write("pod/cpu.max", "150000 100000\n");
    EXPECT_EQ(cgroups.cores("0::/pod\n"), 2U);
    cgroups.write("pod/cpu.max", "50000 100000\n");
    EXPECT_EQ(cgroups.cores("0::/pod\n"), 1U);
    cgroups.write("pod/cpu.max", "400000 100000\n");
    EXPECT_EQ(cgroups.cores("0::/pod\n"), 4U);
    cgroups.write("pod/cpu.max", "max 100000\n");
    EXPECT_EQ(cgroups.cores("0::/pod\n"), 0U);
}

TEST(Workers, TheTightestOfTheGroupsAboveCounts) {
    const Cgroups cgroups;
    cgroups.write("cpu.max", "max 100000\n");
    cgroups.write("pod/cpu.max", "200000 100000\n");
    cgroups.write("pod/container/cpu.max", "800000 100000\n");
    EXPECT_EQ(cgroups.cores("0::/pod/container\n"), 2U);
}

TEST(Workers, InAContainerTheMountItselfIsTheGroup) {
    const Cgroups cgroups;
    cgroups.write("cpu.max", "300000 100000\n");
    EXPECT_EQ(cgroups.cores("0::/../../kubepods/pod1\n"), 3U);
}

TEST(Workers, AQuotaOfCgroupV1IsReadFromItsController) {
    const Cgroups cgroups;
    cgroups.write("cpu,cpuacct/pod/cpu.cfs_quota_us", "250000\n");
    cgroups.write("cpu,cpuacct/pod/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(cgroups.cores("4:memory:/pod\n3:cpu,cpuacct:/pod\n"), 3U);
    cgroups.write("cpu,cpuacct/pod/cpu.cfs_quota_us", "-1\n");
    EXPECT_EQ(cgroups.cores("3:cpu,cpuacct:/pod\n"), 0U);
}

TEST(Workers, NonsenseMeansNoQuota) {
    const Cgroups cgroups;
    EXPECT_EQ(cgroups.cores(""), 0U);
    EXPECT_EQ(cgroups.cores("nonsense\n:\n0:\n"), 0U);
    cgroups.write("cpu.max", "100000 0\n");
    EXPECT_EQ(cgroups.cores("0::/\n"), 0U);
}

}  // namespace
}  // namespace server::cli

#include "server/files/source.hpp"
#include "tests/server/files/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace {

using core::profile::Directory;
using namespace std::chrono_literals;
using tests::server::files::profile_text;
using tests::server::files::TemporaryFolder;

class SourceTest : public testing::Test {
protected:
    void start(const std::filesystem::path& path) {
        source.emplace(path, "eks.amazonaws.com", directory, metrics, readiness);
        source->start();
    }

    /// The role of team-a that is in force; "none" without a directory or a Profile.
    [[nodiscard]] std::string role(const std::string& profile = "team-a") const {
        const auto snapshot = directory.current();
        const auto* found = snapshot ? snapshot->find_profile(profile) : nullptr;
        return found == nullptr ? "none" : found->plugin->role_arn.substr(found->plugin->role_arn.find('/') + 1);
    }

    [[nodiscard]] bool has_line(const std::string& line) const {
        return ("\n" + metrics.serialize()).find("\n" + line + "\n") != std::string::npos;
    }

    /// Waits until it holds; the deadline is far beyond the two seconds that are promised, for slow machines.
    static bool becomes(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) {
                return false;
            }
            std::this_thread::sleep_for(5ms);
        }
        return true;
    }

    [[nodiscard]] bool role_becomes(const std::string& expected) const {
        return becomes([&] { return role() == expected; });
    }

    TemporaryFolder folder;
    server::Published<Directory> directory;
    server::telemetry::Metrics metrics;
    server::telemetry::Readiness readiness;
    std::optional<server::files::Source> source;
};

TEST_F(SourceTest, LoadsBeforeStartReturns) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    source.emplace(folder.path(), "eks.amazonaws.com", directory, metrics, readiness);
    EXPECT_FALSE(readiness.is_ready());
    EXPECT_EQ(directory.current(), nullptr);
    source->start();
    EXPECT_EQ(role(), "one");
    EXPECT_TRUE(readiness.is_ready());
    EXPECT_TRUE(has_line(R"(profile_iam_webhook_loads_total{result="ok"} 1)"));
    EXPECT_TRUE(has_line("profile_iam_webhook_profiles 1"));
}

TEST_F(SourceTest, SeesAnEditInPlace) {
    const auto file = folder.write("p.yaml", profile_text("team-a", "one"));
    start(file);
    folder.write("p.yaml", profile_text("team-a", "two"));
    EXPECT_TRUE(role_becomes("two"));
}

TEST_F(SourceTest, SeesAReplacementByRename) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    start(folder.path());
    std::filesystem::rename(folder.write("p.yaml.new", profile_text("team-a", "two")), folder.path() / "p.yaml");
    EXPECT_TRUE(role_becomes("two"));
}

TEST_F(SourceTest, SeesTheSymlinkSwapOfAMountedConfigMap) {
    folder.write("..2024_1/p.yaml", profile_text("team-a", "one"));
    std::filesystem::create_symlink("..2024_1", folder.path() / "..data");
    std::filesystem::create_symlink("..data/p.yaml", folder.path() / "p.yaml");
    start(folder.path());
    EXPECT_EQ(role(), "one");
    folder.write("..2024_2/p.yaml", profile_text("team-a", "two"));
    std::filesystem::create_symlink("..2024_2", folder.path() / "..data_tmp");
    std::filesystem::rename(folder.path() / "..data_tmp", folder.path() / "..data");
    std::filesystem::remove_all(folder.path() / "..2024_1");
    EXPECT_TRUE(role_becomes("two"));
    EXPECT_EQ(directory.current()->profile_count(), 1U);
}

TEST_F(SourceTest, SeesFilesThatAreAddedAndRemoved) {
    folder.write("a.yaml", profile_text("team-a", "one"));
    start(folder.path());
    folder.write("b.yml", profile_text("team-b", "two"));
    EXPECT_TRUE(becomes([&] { return role("team-b") == "two"; }));
    std::filesystem::remove(folder.path() / "a.yaml");
    EXPECT_TRUE(role_becomes("none"));
    EXPECT_EQ(role("team-b"), "two");
}

TEST_F(SourceTest, KeepsTheLastGoodStateOfABrokenFileUntilItIsMended) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    start(folder.path());
    folder.write("p.yaml", profile_text("team-a", "two") + "broken: [\n");
    EXPECT_TRUE(becomes([&] { return has_line(R"(profile_iam_webhook_loads_total{result="error"} 1)"); }));
    EXPECT_EQ(role(), "one");
    EXPECT_TRUE(readiness.is_ready());
    folder.write("p.yaml", profile_text("team-a", "three"));
    EXPECT_TRUE(role_becomes("three"));
    EXPECT_TRUE(has_line(R"(profile_iam_webhook_loads_total{result="error"} 1)"));
}

TEST_F(SourceTest, KeepsTheLastGoodStateWhenTheFolderGoesAway) {
    const auto inner = folder.path() / "inner";
    folder.write("inner/p.yaml", profile_text("team-a", "one"));
    start(inner);
    std::filesystem::rename(inner, folder.path() / "away");
    EXPECT_TRUE(becomes([&] { return has_line(R"(profile_iam_webhook_loads_total{result="error"} 1)"); }));
    EXPECT_EQ(role(), "one");
    folder.write("away/p.yaml", profile_text("team-a", "two"));
    std::filesystem::rename(folder.path() / "away", inner);
    EXPECT_TRUE(role_becomes("two"));
}

TEST_F(SourceTest, IsNotReadyBeforeTheFirstGoodLoad) {
    const auto file = folder.write("p.yaml", "kind: Profile\n");
    start(file);
    EXPECT_FALSE(readiness.is_ready());
    EXPECT_NE(readiness.first_failure().find("p.yaml:1:1: /apiVersion is missing"), std::string::npos)
        << readiness.first_failure();
    EXPECT_EQ(directory.current(), nullptr);
    folder.write("p.yaml", profile_text("team-a", "one"));
    EXPECT_TRUE(becomes([&] { return readiness.is_ready(); }));
    EXPECT_EQ(role(), "one");
}

TEST_F(SourceTest, EndsItsThreadAtOnce) {
    start(folder.write("p.yaml", profile_text("team-a", "one")));
    source.reset();
    folder.write("p.yaml", profile_text("team-a", "two"));
    EXPECT_EQ(role(), "one");
}

}  // namespace

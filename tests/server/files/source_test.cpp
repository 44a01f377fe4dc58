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
        source_.emplace(path, "eks.amazonaws.com", directory_, metrics_, readiness_);
        source_->start();
    }

    /// The role of team-a that is in force; "none" without a directory or a Profile.
    [[nodiscard]] std::string role(const std::string& profile = "team-a") const {
        const auto directory = directory_.current();
        const auto* found = directory ? directory->find_profile(profile) : nullptr;
        return found == nullptr ? "none" : found->plugin->role_arn.substr(found->plugin->role_arn.find('/') + 1);
    }

    [[nodiscard]] bool has_line(const std::string& line) const {
        return ("\n" + metrics_.serialize()).find("\n" + line + "\n") != std::string::npos;
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

    TemporaryFolder folder_;
    server::Published<Directory> directory_;
    server::telemetry::Metrics metrics_;
    server::telemetry::Readiness readiness_;
    std::optional<server::files::Source> source_;
};

TEST_F(SourceTest, LoadsBeforeStartReturns) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    source_.emplace(folder_.path(), "eks.amazonaws.com", directory_, metrics_, readiness_);
    EXPECT_FALSE(readiness_.is_ready());
    EXPECT_EQ(directory_.current(), nullptr);
    source_->start();
    EXPECT_EQ(role(), "one");
    EXPECT_TRUE(readiness_.is_ready());
    EXPECT_TRUE(has_line(R"(profile_iam_webhook_loads_total{result="ok"} 1)"));
    EXPECT_TRUE(has_line("profile_iam_webhook_profiles 1"));
}

TEST_F(SourceTest, SeesAnEditInPlace) {
    const auto file = folder_.write("p.yaml", profile_text("team-a", "one"));
    start(file);
    folder_.write("p.yaml", profile_text("team-a", "two"));
    EXPECT_TRUE(role_becomes("two"));
}

TEST_F(SourceTest, SeesAReplacementByRename) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    start(folder_.path());
    std::filesystem::rename(folder_.write("p.yaml.new", profile_text("team-a", "two")), folder_.path() / "p.yaml");
    EXPECT_TRUE(role_becomes("two"));
}

TEST_F(SourceTest, SeesTheSymlinkSwapOfAMountedConfigMap) {
    folder_.write("..2024_1/p.yaml", profile_text("team-a", "one"));
    std::filesystem::create_symlink("..2024_1", folder_.path() / "..data");
    std::filesystem::create_symlink("..data/p.yaml", folder_.path() / "p.yaml");
    start(folder_.path());
    EXPECT_EQ(role(), "one");
    folder_.write("..2024_2/p.yaml", profile_text("team-a", "two"));
    std::filesystem::create_symlink("..2024_2", folder_.path() / "..data_tmp");
    std::filesystem::rename(folder_.path() / "..data_tmp", folder_.path() / "..data");
    std::filesystem::remove_all(folder_.path() / "..2024_1");
    EXPECT_TRUE(role_becomes("two"));
    EXPECT_EQ(directory_.current()->profile_count(), 1U);
}

TEST_F(SourceTest, SeesFilesThatAreAddedAndRemoved) {
    folder_.write("a.yaml", profile_text("team-a", "one"));
    start(folder_.path());
    folder_.write("b.yml", profile_text("team-b", "two"));
    EXPECT_TRUE(becomes([&] { return role("team-b") == "two"; }));
    std::filesystem::remove(folder_.path() / "a.yaml");
    EXPECT_TRUE(role_becomes("none"));
    EXPECT_EQ(role("team-b"), "two");
}

TEST_F(SourceTest, KeepsTheLastGoodStateOfABrokenFileUntilItIsMended) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    start(folder_.path());
    folder_.write("p.yaml", profile_text("team-a", "two") + "broken: [\n");
    EXPECT_TRUE(becomes([&] { return has_line(R"(profile_iam_webhook_loads_total{result="error"} 1)"); }));
    EXPECT_EQ(role(), "one");
    EXPECT_TRUE(readiness_.is_ready());
    folder_.write("p.yaml", profile_text("team-a", "three"));
    EXPECT_TRUE(role_becomes("three"));
    EXPECT_TRUE(has_line(R"(profile_iam_webhook_loads_total{result="error"} 1)"));
}

TEST_F(SourceTest, KeepsTheLastGoodStateWhenTheFolderGoesAway) {
    const auto inner = folder_.path() / "inner";
    folder_.write("inner/p.yaml", profile_text("team-a", "one"));
    start(inner);
    std::filesystem::rename(inner, folder_.path() / "away");
    EXPECT_TRUE(becomes([&] { return has_line(R"(profile_iam_webhook_loads_total{result="error"} 1)"); }));
    EXPECT_EQ(role(), "one");
    folder_.write("away/p.yaml", profile_text("team-a", "two"));
    std::filesystem::rename(folder_.path() / "away", inner);
    EXPECT_TRUE(role_becomes("two"));
}

TEST_F(SourceTest, IsNotReadyBeforeTheFirstGoodLoad) {
    const auto file = folder_.write("p.yaml", "kind: Profile\n");
    start(file);
    EXPECT_FALSE(readiness_.is_ready());
    EXPECT_NE(readiness_.first_failure().find("p.yaml:1:1: /apiVersion is missing"), std::string::npos)
        << readiness_.first_failure();
    EXPECT_EQ(directory_.current(), nullptr);
    folder_.write("p.yaml", profile_text("team-a", "one"));
    EXPECT_TRUE(becomes([&] { return readiness_.is_ready(); }));
    EXPECT_EQ(role(), "one");
}

TEST_F(SourceTest, EndsItsThreadAtOnce) {
    start(folder_.write("p.yaml", profile_text("team-a", "one")));
    source_.reset();
    folder_.write("p.yaml", profile_text("team-a", "two"));
    EXPECT_EQ(role(), "one");
}

}  // namespace

#include "server/files/reloader.hpp"
#include "tests/server/files/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

namespace {

using server::files::Look;
using server::files::Reloader;
using tests::server::files::profile_text;
using tests::server::files::TemporaryFolder;

class ReloaderTest : public testing::Test {
protected:
    /// Looks until the files are still.
    Look settled() {
        Look look = Look::changing;
        while (look == Look::changing) {
            look = reloader.look();
        }
        return look;
    }

    TemporaryFolder folder;
    server::Published<core::profile::Directory> directory;
    server::telemetry::Metrics metrics;
    server::telemetry::Readiness readiness;
    Reloader reloader{folder.path(), "eks.amazonaws.com", directory, metrics, readiness};
};

TEST_F(ReloaderTest, ReadsAChangeWhenTheNextLookFindsNoFurtherOne) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    EXPECT_EQ(reloader.read(), Look::accepted);
    EXPECT_EQ(reloader.look(), Look::unchanged);
    folder.write("p.yaml", "");
    EXPECT_EQ(reloader.look(), Look::changing);
    folder.write("p.yaml", profile_text("team-a", "second"));
    EXPECT_EQ(reloader.look(), Look::changing);
    EXPECT_EQ(directory.current()->profile_count(), 1U) << "a file that is being written was read";
    EXPECT_EQ(reloader.look(), Look::accepted);
    EXPECT_EQ(reloader.look(), Look::unchanged);
}

TEST_F(ReloaderTest, ReadsAFileThatIsWrittenAllTheTime) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    reloader.read();
    std::string text = profile_text("team-a", "two");
    for (int look = 0; look < 8; ++look) {
        folder.write("p.yaml", text += "#");
        EXPECT_EQ(reloader.look(), Look::changing);
    }
    folder.write("p.yaml", text += "#");
    EXPECT_EQ(reloader.look(), Look::accepted);
}

TEST_F(ReloaderTest, PublishesNothingForFilesThatHoldWhatTheyHeld) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    reloader.read();
    const auto before = directory.current();
    std::filesystem::rename(folder.write("p.new", profile_text("team-a", "one")), folder.path() / "p.yaml");
    EXPECT_EQ(settled(), Look::same_bytes);
    EXPECT_EQ(settled(), Look::unchanged);
    folder.write("q.txt", profile_text("team-b", "one"));
    folder.write(".q.yaml", profile_text("team-b", "one"));
    folder.write("sub/q.yaml", profile_text("team-b", "one"));
    settled();
    EXPECT_EQ(directory.current(), before);
}

TEST_F(ReloaderTest, RefusesABrokenFileOnceForEachContent) {
    const auto file = folder.write("p.yaml", profile_text("team-a", "one"));
    reloader.read();
    const auto before = directory.current();
    folder.write("p.yaml", "a: [\n");
    EXPECT_EQ(settled(), Look::refused);
    EXPECT_EQ(settled(), Look::unchanged);
    std::filesystem::rename(folder.write("p.new", "a: [\n"), file);
    EXPECT_EQ(settled(), Look::same_bytes);
    folder.write("p.yaml", "b: [\n");
    EXPECT_EQ(settled(), Look::refused);
    EXPECT_EQ(directory.current(), before);
    folder.write("p.yaml", profile_text("team-a", "one"));
    EXPECT_EQ(settled(), Look::accepted);
}

TEST_F(ReloaderTest, TriesAgainWhatCouldNotBeReadButSaysSoOnce) {
    std::filesystem::create_symlink("target", folder.path() / "p.yaml");
    EXPECT_EQ(reloader.read(), Look::refused);
    EXPECT_EQ(reloader.look(), Look::same_bytes);
    EXPECT_FALSE(readiness.is_ready());
    folder.write("target", profile_text("team-a", "one"));
    EXPECT_EQ(settled(), Look::accepted);
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ReloaderTest, ReadsAgainAfterItsStampsAreForgotten) {
    folder.write("p.yaml", profile_text("team-a", "one"));
    reloader.read();
    reloader.forget_stamps();
    EXPECT_EQ(settled(), Look::same_bytes);
}

}  // namespace

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
            look = reloader_.look();
        }
        return look;
    }

    TemporaryFolder folder_;
    server::Published<core::profile::Directory> directory_;
    server::telemetry::Metrics metrics_;
    server::telemetry::Readiness readiness_;
    Reloader reloader_{folder_.path(), "eks.amazonaws.com", directory_, metrics_, readiness_};
};

TEST_F(ReloaderTest, ReadsAChangeWhenTheNextLookFindsNoFurtherOne) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    EXPECT_EQ(reloader_.read(), Look::accepted);
    EXPECT_EQ(reloader_.look(), Look::unchanged);
    folder_.write("p.yaml", "");
    EXPECT_EQ(reloader_.look(), Look::changing);
    folder_.write("p.yaml", profile_text("team-a", "second"));
    EXPECT_EQ(reloader_.look(), Look::changing);
    EXPECT_EQ(directory_.current()->profile_count(), 1U) << "a file that is being written was read";
    EXPECT_EQ(reloader_.look(), Look::accepted);
    EXPECT_EQ(reloader_.look(), Look::unchanged);
}

TEST_F(ReloaderTest, ReadsAFileThatIsWrittenAllTheTime) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    reloader_.read();
    std::string text = profile_text("team-a", "two");
    for (int look = 0; look < 8; ++look) {
        folder_.write("p.yaml", text += "#");
        EXPECT_EQ(reloader_.look(), Look::changing);
    }
    folder_.write("p.yaml", text += "#");
    EXPECT_EQ(reloader_.look(), Look::accepted);
}

TEST_F(ReloaderTest, PublishesNothingForFilesThatHoldWhatTheyHeld) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    reloader_.read();
    const auto before = directory_.current();
    std::filesystem::rename(folder_.write("p.new", profile_text("team-a", "one")), folder_.path() / "p.yaml");
    EXPECT_EQ(settled(), Look::same_bytes);
    EXPECT_EQ(settled(), Look::unchanged);
    folder_.write("q.txt", profile_text("team-b", "one"));
    folder_.write(".q.yaml", profile_text("team-b", "one"));
    folder_.write("sub/q.yaml", profile_text("team-b", "one"));
    settled();
    EXPECT_EQ(directory_.current(), before);
}

TEST_F(ReloaderTest, RefusesABrokenFileOnceForEachContent) {
    const auto file = folder_.write("p.yaml", profile_text("team-a", "one"));
    reloader_.read();
    const auto before = directory_.current();
    folder_.write("p.yaml", "a: [\n");
    EXPECT_EQ(settled(), Look::refused);
    EXPECT_EQ(settled(), Look::unchanged);
    std::filesystem::rename(folder_.write("p.new", "a: [\n"), file);
    EXPECT_EQ(settled(), Look::same_bytes);
    folder_.write("p.yaml", "b: [\n");
    EXPECT_EQ(settled(), Look::refused);
    EXPECT_EQ(directory_.current(), before);
    folder_.write("p.yaml", profile_text("team-a", "one"));
    EXPECT_EQ(settled(), Look::accepted);
}

TEST_F(ReloaderTest, TriesAgainWhatCouldNotBeReadButSaysSoOnce) {
    std::filesystem::create_symlink("target", folder_.path() / "p.yaml");
    EXPECT_EQ(reloader_.read(), Look::refused);
    EXPECT_EQ(reloader_.look(), Look::same_bytes);
    EXPECT_FALSE(readiness_.is_ready());
    folder_.write("target", profile_text("team-a", "one"));
    EXPECT_EQ(settled(), Look::accepted);
    EXPECT_TRUE(readiness_.is_ready());
}

TEST_F(ReloaderTest, ReadsAgainAfterItsStampsAreForgotten) {
    folder_.write("p.yaml", profile_text("team-a", "one"));
    reloader_.read();
    reloader_.forget_stamps();
    EXPECT_EQ(settled(), Look::same_bytes);
}

}  // namespace

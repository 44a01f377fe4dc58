#include "server/cli/trust_policy/replace_file.hpp"

#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

namespace server::cli::trust_policy {
namespace {

using certs::testing::Folder;
using certs::testing::read;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ReplaceFile : public ::testing::Test {
protected:
    ReplaceFile() : file(folder.file("trust.json")) { write(file, "old"); }

    static void write(const std::string& path, const std::string& bytes) { std::ofstream(path) << bytes; }
    /// How many files there are in the folder, hidden ones included.
    [[nodiscard]] std::ptrdiff_t files() const {
        const fs::path path = fs::path(file).parent_path();
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
    static std::string failure(const std::string& path) {
        try {
            replace_file(path, "new");
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    Folder folder;
    std::string file;
};

TEST_F(ReplaceFile, KeepsThePermissions) {
    for (const mode_t mode : {0600U, 0640U, 0664U, 0444U}) {
        if (geteuid() != 0 && mode == 0444U) continue;  // only root may write it then
        ASSERT_EQ(chmod(file.c_str(), mode), 0);
        replace_file(file, "new " + std::to_string(mode));
        struct stat after{};
        ASSERT_EQ(stat(file.c_str(), &after), 0);
        EXPECT_EQ(after.st_mode & 07777U, mode);
        EXPECT_EQ(read(file), "new " + std::to_string(mode));
    }
    EXPECT_EQ(files(), 1);
}

TEST_F(ReplaceFile, KeepsTheOwnerWhereItMay) {
    if (geteuid() != 0) GTEST_SKIP() << "only root may give files away";
    ASSERT_EQ(chown(file.c_str(), 12'345, 23'456), 0);
    replace_file(file, "new");
    struct stat after{};
    ASSERT_EQ(stat(file.c_str(), &after), 0);
    EXPECT_EQ(after.st_uid, 12'345U);
    EXPECT_EQ(after.st_gid, 23'456U);
}

TEST_F(ReplaceFile, IsANewFileAndNotTheOldOneCutShort) {
    const std::string other = folder.file("other.json");
    fs::create_hard_link(file, other);
    replace_file(file, "new");
    EXPECT_EQ(read(other), "old") << "who has the old file open must be able to read it to its end";
    EXPECT_EQ(read(file), "new");
}

TEST_F(ReplaceFile, FollowsLinksAndLeavesThem) {
    fs::create_directory(folder.file("elsewhere"));
    const std::string target = folder.file("elsewhere/real.json");
    write(target, "old");
    const std::string first = folder.file("first");
    const std::string second = folder.file("second");
    fs::create_symlink("elsewhere/real.json", first);
    fs::create_symlink("first", second);
    replace_file(second, "new");
    EXPECT_TRUE(fs::is_symlink(first) && fs::is_symlink(second));
    EXPECT_EQ(read(target), "new");
    EXPECT_EQ(fs::read_symlink(second), "first");
}

TEST_F(ReplaceFile, RefusesWhatIsNoFileAndSaysWhy) {
    EXPECT_THAT(failure(folder.file("none.json")), HasSubstr("none.json: No such file or directory"));
    EXPECT_THAT(failure(fs::path(file).parent_path().string()), HasSubstr("it is no regular file"));
    EXPECT_THAT(failure("/dev/null"), HasSubstr("it is no regular file"));
    fs::create_symlink("nowhere", folder.file("dangling"));
    EXPECT_THAT(failure(folder.file("dangling")), HasSubstr("No such file or directory"));
    EXPECT_EQ(read(file), "old");
}

}  // namespace
}  // namespace server::cli::trust_policy

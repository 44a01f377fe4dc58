#include "server/files/load.hpp"

#include "core/profile/ownership.hpp"
#include "server/files/source.hpp"
#include "tests/server/files/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using server::files::FileText;
using server::files::load_directory;
using server::files::load_files;
using server::files::Notice;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::server::files::profile_text;
using tests::server::files::TemporaryFolder;

const std::string prefix = "eks.amazonaws.com";

core::Result<server::files::Loaded> load(const std::string& text, const std::string& name = "f.yaml") {
    return load_files(std::vector<FileText>{{name, text}}, prefix);
}

std::string error_of(const std::string& text) {
    const auto loaded = load(text);
    return loaded ? "loaded" : loaded.error().detail;
}

TEST(LoadDirectory, ReadsTheFilesOfAFolderThatCount) {
    const auto directory = load_directory(TESTDATA "/files/folder", prefix);
    ASSERT_TRUE(directory) << directory.error().detail;
    EXPECT_TRUE(directory->absence_is_known());
    EXPECT_EQ(directory->profile_count(), 2U);
    EXPECT_EQ(directory->namespace_count(), 2U);
    EXPECT_EQ(directory->service_account_count(), 2U);
    ASSERT_NE(directory->find_profile("team-a"), nullptr);
    EXPECT_EQ(directory->find_profile("team-a")->plugin->role_arn, "arn:aws:iam::111122223333:role/team-a");
    EXPECT_TRUE(directory->find_profile("team-a")->plugin->annotate_only);
    EXPECT_FALSE(directory->find_profile("team-b")->plugin);
    ASSERT_NE(directory->find_service_account("team-b", "robot"), nullptr);
    EXPECT_EQ(directory->find_service_account("team-b", "robot")->role_arn, "arn:aws:iam::111122223333:role/robot");
    EXPECT_NE(directory->find_service_account("default", "lonely"), nullptr);
}

TEST(LoadDirectory, ReadsOneFileWhateverItsName) {
    const TemporaryFolder folder;
    EXPECT_EQ(load_directory(folder.write("profiles", profile_text("team-a", "x")), prefix)->profile_count(), 1U);
}

TEST(LoadDirectory, LetsAProfileOwnTheNamespaceThatIsNotGiven) {
    const auto loaded = load(
        "apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: team-a, uid: u1}\nspec: {owner: {kind: User, "
        "name: o}}\n");
    ASSERT_TRUE(loaded) << loaded.error().detail;
    const auto* name_space = loaded->directory.find_namespace("team-a");
    ASSERT_NE(name_space, nullptr);
    auto profile = *loaded->directory.find_profile("team-a");
    EXPECT_EQ(decide_ownership(*name_space, profile), core::profile::Ownership::controller_reference);
    profile.uid = "u2";
    EXPECT_EQ(decide_ownership(*name_space, profile), core::profile::Ownership::foreign_reference);
}

TEST(LoadDirectory, TakesANamespaceThatIsGivenAsItIs) {
    const std::string name_space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n---\n";
    for (const std::string& text :
         {name_space + profile_text("team-a", "x"), profile_text("team-a", "x") + "---\n" + name_space}) {
        const auto loaded = load(text);
        ASSERT_TRUE(loaded) << loaded.error().detail;
        EXPECT_FALSE(loaded->directory.find_namespace("team-a")->has_profile_reference);
    }
}

TEST(LoadDirectory, NamesPlacePathAndObjectOfAnError) {
    EXPECT_EQ(error_of("apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata:\n  name: team-a\nspec:\n  owner: {}\n  "
                       "plugins: {}\n"),
              "f.yaml:7:3: /spec/plugins must be an array (Profile team-a)");
    EXPECT_THAT(error_of("apiVersion: v1\nkind: Namespace\nmetadata: {labels: {}}\n"),
                HasSubstr("f.yaml:3:1: /metadata/name"));
    EXPECT_THAT(error_of("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ServiceAccount\n  metadata:\n  "
                         "  name: A_b\n"),
                testing::AllOf(HasSubstr("f.yaml:7:5: /metadata/name"), HasSubstr("(ServiceAccount A_b)")));
    EXPECT_EQ(error_of("a: [\n").substr(0, 7), "f.yaml:");
}

TEST(LoadDirectory, RefusesTheSameObjectTwiceAndNamesBothPlaces) {
    const auto twice = load_files(std::vector<FileText>{{"a.yaml", profile_text("team-a", "x")},
                                                        {"b.yaml", "---\n" + profile_text("team-a", "y")}},
                                  prefix);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().detail, "b.yaml:2:1: Profile team-a is given twice, first at a.yaml:1:1");
    const std::string account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x";
    EXPECT_THAT(error_of(account + "}\n---\n" + account + ", namespace: default}\n"),
                HasSubstr("ServiceAccount default/x is given twice"));
    EXPECT_EQ(error_of(account + "}\n---\n" + account + ", namespace: other}\n"), "loaded");
    const std::string name_space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n";
    EXPECT_THAT(error_of(name_space + "---\n" + name_space),
                HasSubstr("f.yaml:5:1: Namespace x is given twice, first at f.yaml:1:1"));
}

TEST(LoadDirectory, PutsAServiceAccountWithoutNamespaceIntoDefault) {
    for (const char* metadata : {"{name: x}", "{name: x, namespace: ''}", "{name: x, namespace: null}"}) {
        const auto loaded = load(std::string("apiVersion: v1\nkind: ServiceAccount\nmetadata: ") + metadata);
        ASSERT_TRUE(loaded) << metadata << loaded.error().detail;
        EXPECT_NE(loaded->directory.find_service_account("default", "x"), nullptr) << metadata;
    }
    EXPECT_THAT(error_of("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x, namespace: 5}"),
                HasSubstr("/metadata/namespace"));
    EXPECT_THAT(error_of("apiVersion: v1\nkind: ServiceAccount\n"), HasSubstr("/metadata"));
}

TEST(LoadDirectory, IgnoresOtherKindsButNotHalfAnObject) {
    EXPECT_EQ(error_of("apiVersion: example.org/v1\nkind: Profile\nspec: 5\n"), "loaded");
    EXPECT_EQ(error_of("apiVersion: v1\nkind: Pod\nmetadata: 5\n"), "loaded");
    EXPECT_EQ(error_of("apiVersion: v1\nkind: PodList\nitems: [{}]\n"), "loaded");
    EXPECT_EQ(error_of("apiVersion: v1\nkind: List\nitems: []\n"), "loaded");
    EXPECT_EQ(error_of("apiVersion: v1\n"), "f.yaml:1:1: /kind is missing or no string");
    EXPECT_EQ(error_of("kind: Profile\n"), "f.yaml:1:1: /apiVersion is missing or no string");
    EXPECT_EQ(error_of("just text\n"), "f.yaml:1:1: a document has to be an object with apiVersion and kind");
    EXPECT_EQ(error_of("apiVersion: v1\nkind: List\nitems: [5]\n"),
              "f.yaml:3:9: a document has to be an object with apiVersion and kind");
}

TEST(LoadDirectory, TellsTheAdministratorWhatHeShouldMend) {
    EXPECT_THAT(load(profile_text("team-a", "x"))->notices, IsEmpty());
    EXPECT_THAT(load("")->notices, ElementsAre(Notice{"", "", "the files hold no Profile"}));
    EXPECT_THAT(load(profile_text("team-a", "x") + "---\na: b\n")->notices,
                ElementsAre(Notice{"f.yaml:12:1", "", "a document without apiVersion and kind is ignored"}));
    const auto invalid = load(profile_text("team-a", "x?"));
    ASSERT_THAT(invalid->notices, testing::SizeIs(1));
    EXPECT_EQ(invalid->notices[0].place, "f.yaml:7:3");
    EXPECT_EQ(invalid->notices[0].profile, "team-a");
    EXPECT_THAT(invalid->notices[0].text, HasSubstr("the Profile gives no role: "));
    const auto odd = load(profile_text("team-a", "x") + "      region: 5\n");
    ASSERT_THAT(odd->notices, testing::SizeIs(1));
    EXPECT_THAT(odd->notices[0].text, HasSubstr("region"));
    EXPECT_THAT(
        load("apiVersion: kubeflow.org/v2\nkind: Profile\nmetadata: {name: p}\n")->notices,
        testing::Contains(Notice{"f.yaml:1:1", "p",
                                 "a Profile of kubeflow.org/v2 is ignored: known are kubeflow.org/v1 and v1beta1"}));
}

TEST(LoadDirectory, NamesWhatCannotBeRead) {
    const TemporaryFolder folder;
    const auto error = [](const std::filesystem::path& path) {
        const auto directory = load_directory(path, prefix);
        return directory ? "loaded" : directory.error().detail;
    };
    EXPECT_EQ(error(folder.path()), "loaded");  // empty
    EXPECT_EQ(error(folder.path() / "none"), (folder.path() / "none").string() + ": there is no such file or folder");
    std::filesystem::create_symlink("nowhere", folder.path() / "a.yaml");
    EXPECT_EQ(error(folder.path()),
              (folder.path() / "a.yaml").string() + ": is a symlink to a file that does not exist");
    EXPECT_EQ(error("/dev/null"), "/dev/null: is neither a file nor a folder");
    std::filesystem::remove(folder.path() / "a.yaml");
    const auto locked = folder.write("b.yaml", "");
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    if (::access(locked.c_str(), R_OK) != 0) {  // root reads it all the same
        EXPECT_EQ(error(folder.path()), locked.string() + ": cannot be opened: Permission denied");
    }
}

}  // namespace

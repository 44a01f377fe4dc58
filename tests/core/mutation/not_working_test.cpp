#include "core/mutation/not_working.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace core::mutation;
using core::profile::Directory;
using core::profile::Namespace;
using core::profile::Plugin;
using core::profile::Profile;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";

Profile profile(const std::string& name = "team-a") {
    Profile made;
    made.name = name;
    made.uid = "uid-" + name;
    made.plugin = Plugin{};
    made.plugin->role_arn = role;
    return made;
}

Namespace name_space(const std::string& name = "team-a") {
    Namespace made;
    made.name = name;
    made.controllers = {{.name = name, .uid = "uid-" + name}};
    made.has_profile_reference = true;
    made.is_part_of_profile = true;
    return made;
}

struct NotWorkingTest : ::testing::Test {
    std::optional<NotWorking> why(Directory::Absence absence = Directory::Absence::unknown) const {
        return why_not_working(owner, Directory(absence).with(own), policy);
    }
    Profile owner = profile();
    Namespace own = name_space();
    Policy policy;
};

TEST_F(NotWorkingTest, AProfileThatWorksIsNone) { EXPECT_EQ(why(), std::nullopt); }

TEST_F(NotWorkingTest, AnInvalidPluginIs) {
    owner.plugin->invalid = "awsIamRole is missing";
    EXPECT_EQ(why(), NotWorking::plugin_invalid);
}

TEST_F(NotWorkingTest, ARoleThatIsNotAllowedIs) {
    policy.allowed_profile_role = {"arn:aws:iam::111122223333:role/{profile}-*"};
    EXPECT_EQ(why(), NotWorking::plugin_invalid);
    policy.allowed_profile_role = {"arn:aws:iam::*:role/{profile}"};
    EXPECT_EQ(why(), std::nullopt);
}

TEST_F(NotWorkingTest, ANamespaceOfSomebodyElseIs) {
    own.controllers[0].uid = "uid-of-an-earlier-one";
    EXPECT_EQ(why(), NotWorking::not_owned);
}

TEST_F(NotWorkingTest, ANamespaceThatIsNotSelectedIsInAClusterAlone) {
    own.is_part_of_profile = false;
    EXPECT_EQ(why(), NotWorking::namespace_not_labelled);
    EXPECT_EQ(why(Directory::Absence::known), std::nullopt) << "files need no labels";
}

TEST_F(NotWorkingTest, TheFirstReasonCounts) {
    owner.plugin->invalid = "awsIamRole is missing";
    own = Namespace();
    own.name = owner.name;
    EXPECT_EQ(why(), NotWorking::plugin_invalid);
    owner.plugin->invalid.clear();
    EXPECT_EQ(why(), NotWorking::not_owned);
}

TEST_F(NotWorkingTest, OneThatIsBeingMadeOrDeletedOrHasNoPluginIsNone) {
    own.name = "other";
    owner.plugin->invalid = "awsIamRole is missing";
    EXPECT_EQ(why(), std::nullopt) << "no Namespace yet";
    own = Namespace();
    own.name = owner.name;
    owner.terminating = true;
    EXPECT_EQ(why(), std::nullopt);
    owner.terminating = false;
    owner.plugin.reset();
    EXPECT_EQ(why(), std::nullopt);
}

TEST_F(NotWorkingTest, AllOfThemAreFoundByReasonAndName) {
    Directory directory(Directory::Absence::unknown);
    for (const char* name : {"c", "a", "b"}) {
        Profile broken = profile(name);
        broken.plugin->invalid = "no";
        directory = directory.with(broken).with(name_space(name));
    }
    directory = directory.with(owner).with(own);
    const auto found = find_not_working(directory, policy);
    EXPECT_THAT(found[static_cast<std::size_t>(NotWorking::plugin_invalid)], ElementsAre("a", "b", "c"));
    EXPECT_THAT(found[static_cast<std::size_t>(NotWorking::not_owned)], IsEmpty());
    EXPECT_THAT(found[static_cast<std::size_t>(NotWorking::namespace_not_labelled)], IsEmpty());
}

TEST(NamespaceLabel, IsReadWithItsValue) {
    const auto labelled = [](const std::string& labels) {
        return core::profile::decode_namespace(R"({"metadata":{"name":"a","labels":{)" + labels + "}}}")
            ->is_part_of_profile;
    };
    EXPECT_TRUE(labelled(R"("x":"y","app.kubernetes.io/part-of":"kubeflow-profile")"));
    EXPECT_FALSE(labelled(R"("app.kubernetes.io/part-of":"kubeflow")"));
    EXPECT_FALSE(labelled(R"("part-of":"kubeflow-profile")"));
    EXPECT_FALSE(labelled(""));
}

}  // namespace

#include "core/onboard/request.hpp"

#include "core/onboard/manifest.hpp"
#include "core/onboard/role_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace core::onboard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const Settings settings{.provider = {"aws", "111122223333", "oidc.example.com"}, .audience = "sts.amazonaws.com"};

Request good(const std::string& profile = "team-a") {
    return {.profile = profile, .owner = "alice@example.com", .bucket = "data/{profile}"};
}

Onboarding read(const Request& request) {
    std::vector<std::string> complaints;
    auto out = decode_request(request, settings, complaints);
    EXPECT_THAT(complaints, IsEmpty());
    return out;
}

std::vector<std::string> complaints_of(const Request& request) {
    std::vector<std::string> complaints;
    static_cast<void>(decode_request(request, settings, complaints));
    return complaints;
}

TEST(OnboardRequest, Defaults) {
    const auto out = read(good());
    EXPECT_EQ(out.owner_kind, "User");
    EXPECT_EQ(out.role_name, "kubeflow-profile-team-a");
    EXPECT_EQ(out.role_arn(settings.provider), "arn:aws:iam::111122223333:role/kubeflow-profile-team-a");
    EXPECT_EQ(out.location, (S3Location{"data", "team-a/"}));
    EXPECT_EQ(out.s3_access, S3Access::read);
    EXPECT_THAT(out.service_accounts, ElementsAre("default-editor"));
    EXPECT_EQ(out.subjects().front().text(), "system:serviceaccount:team-a:default-editor");
}

TEST(OnboardRequest, FieldsAreNamedAsTheyWereGiven) {
    EXPECT_EQ(Request{}.field("s3_access"), "--s3-access");
    EXPECT_EQ(Request{.place = "p.csv:3"}.field("s3_access"), "p.csv:3: s3_access");
}

TEST(OnboardRequest, ServiceAccountsAreSplitAndKeptOnce) {
    auto request = good();
    request.service_accounts = " default-editor;ws-*, ws-*\tx ";
    EXPECT_THAT(read(request).service_accounts, ElementsAre("default-editor", "ws-*", "x"));
}

TEST(OnboardRequest, LongRoleNamesStayApart) {
    const std::string stem(60, 'a');
    const auto one = read(good(stem + "-x1"));
    const auto two = read(good(stem + "-x2"));
    EXPECT_EQ(one.role_name.size(), 64U);
    EXPECT_NE(one.role_name, two.role_name);
}

TEST(OnboardRequest, ARoleThatIsThereGivesNameAndPath) {
    auto request = good();
    request.role_arn = "arn:aws:iam::111122223333:role/a/b/c";
    const auto out = read(request);
    EXPECT_EQ(out.role_path, "/a/b/");
    EXPECT_EQ(out.role_name, "c");
    EXPECT_EQ(out.role_arn(settings.provider), request.role_arn);
    request.role_arn = "arn:aws:iam::111122223333:role/c";
    EXPECT_EQ(read(request).role_path, "/");
    request.role_arn = "arn:aws-cn:iam::111122223333:role/c";
    EXPECT_THAT(complaints_of(request), ElementsAre(HasSubstr("another account")));
}

TEST(OnboardRequest, APrefixIsJoined) {
    auto request = good();
    request.bucket = "data";
    request.prefix = "x/{profile}";
    EXPECT_EQ(read(request).location, (S3Location{"data", "x/team-a/"}));
    request.bucket = "data/y";
    EXPECT_EQ(read(request).location, (S3Location{"data", "y/x/team-a/"}));
}

TEST(OnboardRequest, DefaultsFillWhatIsOpen) {
    const Request defaults{.owner = "o", .bucket = "b", .prefix = "p", .s3_access = "write", .role_path = "/k/"};
    const auto filled = Request{.place = "x:1", .profile = "a"}.with_defaults(defaults);
    EXPECT_EQ(filled.place + filled.owner + filled.bucket + filled.prefix + filled.s3_access + filled.role_path,
              "x:1obpwrite/k/");
    EXPECT_EQ(Request{.bucket = "mine"}.with_defaults(defaults).prefix, "") << "the prefix belongs to the other bucket";
}

TEST(OnboardManifest, YamlWords) {
    for (const char* bare : {"alice@example.com", "arn:aws:iam::1:role/x", "team-a", "us-east-1"})
        EXPECT_EQ(yaml_word(bare), bare);
    for (const char* quoted :
         {"", "123", "yes", "Off", "n", "null", "~", "*", "ws-*", "a: b", "a:", "a #b", "- a", "0x1", "1e3", "@a"})
        EXPECT_EQ(yaml_word(quoted), "\"" + std::string(quoted) + "\"");
    EXPECT_EQ(yaml_word("a\"\\"), R"("a\"\\")");
}

TEST(OnboardManifest, OwnKeysOnlyWhenNeeded) {
    const auto out = read(good());
    EXPECT_EQ(plugin_spec(out, settings),
              R"({"annotateOnly":true,"awsIamRole":"arn:aws:iam::111122223333:role/kubeflow-profile-team-a"})");
    auto more = settings;
    more.audience = "other";
    more.region = "eu-west-1";
    auto request = good();
    request.service_accounts = "ws-*";
    EXPECT_EQ(
        plugin_spec(read(request), more),
        R"({"annotateOnly":true,"audience":"other","awsIamRole":"arn:aws:iam::111122223333:role/kubeflow-profile-team-a",)"
        R"("region":"eu-west-1","serviceAccounts":["ws-*"]})");
}

std::vector<Onboarding> several(const std::vector<std::pair<std::string, std::string>>& profiles_and_buckets) {
    std::vector<Onboarding> out;
    for (const auto& [profile, bucket] : profiles_and_buckets) {
        auto request = good(profile);
        request.place = "p.csv:" + std::to_string(out.size() + 2);
        request.bucket = bucket;
        out.push_back(read(request));
    }
    return out;
}

TEST(OnboardRoleGroup, SharesRolesOfOneName) {
    auto all = several({{"a", "data/a"}, {"b", "data/a"}, {"c", "data/c"}});
    all[0].role_name = all[1].role_name = "shared";
    std::vector<std::string> complaints;
    const auto groups = group_roles(all, settings, complaints);
    EXPECT_THAT(complaints, IsEmpty());
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_TRUE(groups[0].is_shared());
    EXPECT_EQ(groups[0].subjects().size(), 2U);
    EXPECT_EQ(groups[0].grants().size(), 1U) << "the same place once";
    EXPECT_THAT(warnings_of(all, groups), IsEmpty()) << "who shares a role shares its places";
}

TEST(OnboardRoleGroup, NamesBothPlacesOfAClash) {
    auto all = several({{"a", "data/a"}, {"a", "data/b"}, {"c", "data/c"}});
    all[1].role_name = "KUBEFLOW-profile-a";
    all[2].role_name = "kubeflow-profile-a";
    all[2].role_path = "/k/";
    std::vector<std::string> complaints;
    static_cast<void>(group_roles(all, settings, complaints));
    EXPECT_THAT(
        complaints,
        ElementsAre(StartsWith("p.csv:3: Profile a is at p.csv:2 already"),
                    HasSubstr("p.csv:3: role KUBEFLOW-profile-a of Profile a is kubeflow-profile-a of p.csv:2"),
                    HasSubstr("p.csv:4: role kubeflow-profile-a of Profile c has the path /k/ here and / at p.csv:2")));
}

TEST(OnboardRoleGroup, FindsOverlapsAcrossNeighboursInOrder) {
    const auto all = several({{"a", "data"}, {"b", "data-2"}, {"c", "data/x"}, {"d", "data/xy"}, {"e", "data/x/y"}});
    std::vector<std::string> complaints;
    const auto warnings = warnings_of(all, group_roles(all, settings, complaints));
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("Profile c and Profile a of p.csv:2 overlap"),
                                      HasSubstr("Profile e and Profile c of p.csv:4 overlap"),
                                      HasSubstr("Profile d and Profile a of p.csv:2 overlap")));
}

}  // namespace
}  // namespace core::onboard

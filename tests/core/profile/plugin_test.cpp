#include "core/profile/profile.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::profile::decode_profile;
using core::profile::Plugin;

constexpr std::string_view role = "arn:aws:iam::111122223333:role/team-a";

std::string profile_with(const std::string& plugins) {
    return R"({"apiVersion":"kubeflow.org/v1","kind":"Profile","metadata":{"name":"team-a"},"spec":{"plugins":)" +
           plugins + "}}";
}

Plugin plugin_with(const std::string& spec) {
    const auto profile = decode_profile(profile_with(R"([{"kind":"AwsIamForServiceAccount","spec":)" + spec + "}]"));
    EXPECT_TRUE(profile) << profile.error().detail;
    return profile->plugin.value_or(Plugin{});
}

std::string with_role(const std::string& more) {
    return R"({"awsIamRole":")" + std::string(role) + "\"" + (more.empty() ? "" : "," + more) + "}";
}

TEST(Plugin, MatchesItsKeysWithoutRegardToCaseInByteOrder) {
    EXPECT_EQ(plugin_with(R"({"AWSIAMROLE":"arn:aws:iam::111122223333:role/team-a"})").role_arn, role);
    // `A` sorts before `a`: the lower-case key is the last that matches, wherever it stands.
    EXPECT_EQ(plugin_with(R"({"awsIamRole":"arn:aws:iam::111122223333:role/team-a","AwsIamRole":"x"})").role_arn, role);
    EXPECT_EQ(plugin_with(R"({"AwsIamRole":"x","awsIamRole":"arn:aws:iam::111122223333:role/team-a"})").role_arn, role);
    EXPECT_TRUE(plugin_with(with_role(R"("AnnotateOnly":true)")).annotate_only);
    EXPECT_FALSE(plugin_with(R"({"awſIamRole":"arn:aws:iam::111122223333:role/team-a"})").invalid.empty());
}

TEST(Plugin, LetsNullLeaveWhatWasSet) {
    EXPECT_EQ(plugin_with(R"({"AwsIamRole":"arn:aws:iam::111122223333:role/team-a","awsIamRole":null})").role_arn,
              role);
    EXPECT_EQ(plugin_with(R"({"awsIamRole":null})").invalid, "awsIamRole is missing");
}

TEST(Plugin, IsInvalidWithoutARoleArn) {
    EXPECT_EQ(plugin_with("{}").invalid, "awsIamRole is missing");
    EXPECT_EQ(plugin_with(R"({"awsIamRole":""})").invalid, "awsIamRole is missing");
    EXPECT_EQ(plugin_with(R"({"awsIamRole":" arn:aws:iam::111122223333:role/team-a"})").invalid,
              "awsIamRole is not the ARN of an IAM role");
    EXPECT_EQ(plugin_with(R"({"awsIamRole":5})").invalid, "awsIamRole must be a string");
    EXPECT_EQ(plugin_with(with_role(R"("annotateOnly":"true")")).invalid, "annotateOnly must be true or false");
    EXPECT_EQ(plugin_with("[]").invalid, "its spec must be an object");
    EXPECT_EQ(plugin_with("null").invalid, "awsIamRole is missing");
    EXPECT_EQ(plugin_with(with_role("")).invalid, "");
}

TEST(Plugin, IgnoresOptionalKeysOfAWrongTypeWithAWarning) {
    for (const char* member :
         {R"("serviceAccounts":"a")", R"("serviceAccounts":["a",1])", R"("audience":1)",
          R"("tokenExpirationSeconds":"3600")", R"("tokenExpirationSeconds":3600.0)", R"("tokenExpirationSeconds":1e3)",
          R"("region":[])", R"("stsRegionalEndpoints":"true")"}) {
        const Plugin plugin = plugin_with(with_role(member));
        EXPECT_EQ(plugin.invalid, "") << member;
        EXPECT_EQ(plugin.warnings.size(), 1U) << member;
        EXPECT_TRUE(plugin.service_accounts.empty() && !plugin.audience && !plugin.token_expiration && !plugin.region &&
                    !plugin.sts_regional_endpoints)
            << member;
    }
}

TEST(Plugin, ReadsItsOptionalKeys) {
    const Plugin plugin = plugin_with(with_role(
        R"("serviceAccounts":["ws-*"],"audience":"a","tokenExpirationSeconds":99999999999999999999,"region":"r","stsRegionalEndpoints":false)"));
    EXPECT_EQ(plugin.service_accounts, std::vector<std::string>{"ws-*"});
    EXPECT_EQ(plugin.audience, "a");
    EXPECT_EQ(plugin.token_expiration, "99999999999999999999");
    EXPECT_EQ(plugin.region, "r");
    EXPECT_EQ(plugin.sts_regional_endpoints, false);
    EXPECT_TRUE(plugin.warnings.empty());
}

TEST(Profile, UsesTheLastOfSeveralPluginsEvenWhenItIsInvalid) {
    const std::string valid = R"({"kind":"AwsIamForServiceAccount","spec":)" + with_role("") + "}";
    const auto profile = decode_profile(profile_with(
        "[" + valid +
        R"(,{"kind":"AwsIamForServiceAccount","spec":{}},{"kind":"WorkloadIdentity","spec":{}},{"spec":{}}])"));
    ASSERT_TRUE(profile);
    EXPECT_EQ(profile->plugin->invalid, "awsIamRole is missing");
    EXPECT_EQ(profile->plugin->warnings.size(), 1U);
    EXPECT_FALSE(decode_profile(profile_with(R"([{"kind":"WorkloadIdentity"},{}])"))->plugin);
    EXPECT_FALSE(decode_profile(profile_with("null"))->plugin);
}

TEST(Profile, IsAnErrorWhenItIsCutOffAnywhere) {
    const std::string whole = profile_with(R"([{"kind":"AwsIamForServiceAccount","spec":)" +
                                           with_role(R"("audience":"a","region":"r","serviceAccounts":["x"])") + "}]");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        ASSERT_EQ(decode_profile(std::string_view(whole).substr(0, length)).error().code, core::ErrorCode::broken_json)
            << length;
    }
}

TEST(Profile, SaysWhichMemberIsWrong) {
    EXPECT_EQ(decode_profile(profile_with("{}")).error().detail, "/spec/plugins must be an array");
    EXPECT_EQ(decode_profile(profile_with("[5]")).error().detail, "/spec/plugins/0 must be an object");
    EXPECT_EQ(decode_profile(profile_with(R"([{"kind":5}])")).error().detail, "/spec/plugins/0/kind must be a string");
    EXPECT_EQ(decode_profile("{}").error().detail, "/metadata/name is missing");
    EXPECT_EQ(decode_profile(R"({"metadata":{"name":"Team"}})").error().detail, "/metadata/name is no DNS-1123 name");
    EXPECT_EQ(decode_profile("{").error().code, core::ErrorCode::broken_json);
}

}  // namespace

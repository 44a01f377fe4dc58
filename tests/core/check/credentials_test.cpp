#include "core/check/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace core::check;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";
const std::string folder = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

Json token_volume(const std::string& name, const std::string& audience) {
    Json token{{"expirationSeconds", 86400}, {"path", "token"}};
    if (!audience.empty()) {
        token["audience"] = audience;
    }
    return {{"name", name}, {"projected", {{"sources", Json::array({{{"serviceAccountToken", token}}})}}}};
}

/// A Pod with all of it, and with what other webhooks add.
Json whole() {
    const Json env{{{"name", "PATH"}, {"value", "/bin"}},
                   {{"name", "AWS_ROLE_ARN"}, {"value", role}},
                   {{"name", "AWS_WEB_IDENTITY_TOKEN_FILE"}, {"value", folder + "/token"}}};
    const Json mounts{{{"name", "other"}, {"mountPath", "/other"}}, {{"name", "aws-iam-token"}, {"mountPath", folder}}};
    const Json containers{{{"name", "check"}, {"env", env}, {"volumeMounts", mounts}}, {{"name", "istio-proxy"}}};
    const Json volumes{{{"name", "other"}, {"emptyDir", Json::object()}},
                       token_volume("aws-iam-token", "sts.amazonaws.com")};
    return {{"kind", "Pod"}, {"spec", {{"containers", containers}, {"volumes", volumes}}}};
}

std::vector<Finding> judge(const Json& pod, const std::string& wanted = "") {
    const auto credentials = decode_credentials(pod.dump());
    EXPECT_TRUE(credentials);
    return credentials ? judge_credentials(*credentials, wanted) : std::vector<Finding>();
}

auto finding(Level level, const std::string& text) {
    return AllOf(Field(&Finding::level, level), Field(&Finding::text, HasSubstr(text)));
}

TEST(Credentials, OfAPodThatHasThemAreWhole) {
    const auto credentials = decode_credentials(whole().dump());
    ASSERT_TRUE(credentials);
    EXPECT_TRUE(credentials->is_whole());
    EXPECT_EQ(credentials->volume, "aws-iam-token");
    EXPECT_EQ(credentials->mount_path, folder);
    EXPECT_THAT(judge(whole(), role), AllOf(SizeIs(3), Each(Field(&Finding::level, Level::ok))));
}

TEST(Credentials, AnotherRoleFailsOnlyWhenOneWasAskedFor) {
    EXPECT_THAT(judge(whole()), Each(Field(&Finding::level, Level::ok)));
    EXPECT_THAT(judge(whole(), "arn:aws:iam::111122223333:role/b"),
                Contains(finding(Level::fail, "is " + std::string(role) + ", not arn:aws:iam::111122223333:role/b")));
}

TEST(Credentials, NoneAtAllIsOneFinding) {
    Json pod = whole();
    pod["spec"]["containers"][0].erase("env");
    EXPECT_THAT(judge(pod, role), ElementsAre(finding(Level::fail, "came back without credentials")));
}

TEST(Credentials, WhatIsMissingOfThemIsNamed) {
    Json pod = whole();
    pod["spec"]["containers"][0]["env"].erase(1);
    EXPECT_THAT(judge(pod), Contains(finding(Level::fail, "has no AWS_ROLE_ARN")));
    pod = whole();
    pod["spec"]["containers"][0]["env"].erase(2);
    EXPECT_THAT(judge(pod), Contains(finding(Level::fail, "has no AWS_WEB_IDENTITY_TOKEN_FILE")));
    pod = whole();
    pod["spec"]["containers"][0]["volumeMounts"].erase(1);
    EXPECT_THAT(judge(pod), Contains(finding(Level::fail, "no volume is mounted there")));
    pod = whole();
    pod["spec"]["volumes"][1] = {{"name", "aws-iam-token"}, {"emptyDir", Json::object()}};
    EXPECT_THAT(judge(pod), Contains(finding(Level::fail, "aws-iam-token projects no service account token")));
    pod = whole();
    pod["spec"]["containers"][0]["env"][1] = {{"name", "AWS_ROLE_ARN"},
                                              {"valueFrom", {{"fieldRef", {{"fieldPath", "metadata.name"}}}}}};
    EXPECT_THAT(judge(pod), Contains(finding(Level::fail, "has no AWS_ROLE_ARN")));
}

TEST(Credentials, AnAudienceThatStsDoesNotKnowByItselfIsAWarning) {
    Json pod = whole();
    pod["spec"]["volumes"][1] = token_volume("aws-iam-token", "kubeflow");
    EXPECT_THAT(judge(pod), Contains(finding(Level::warn, "for kubeflow, not for sts.amazonaws.com")));
    pod["spec"]["volumes"][1] = token_volume("aws-iam-token", "");
    EXPECT_THAT(judge(pod), Contains(finding(Level::warn, "the API server's own audience")));
}

TEST(Credentials, AnotherNameOfTheVolumeIsFine) {
    Json pod = whole();
    pod["spec"]["volumes"][1]["name"] = "aws-iam-token-2";
    pod["spec"]["containers"][0]["volumeMounts"][1]["name"] = "aws-iam-token-2";
    EXPECT_THAT(judge(pod, role), Each(Field(&Finding::level, Level::ok)));
}

TEST(Credentials, WhatIsNoPodIsAnError) {
    for (const char* text : {"", "[]", "{}", R"({"spec":{"containers":[]}})", R"({"spec":{"containers":{}}})",
                             R"({"spec":{"containers":[{"env":7}]}})"}) {
        EXPECT_FALSE(decode_credentials(text)) << text;
    }
}

}  // namespace

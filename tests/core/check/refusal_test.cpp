#include "core/check/refusal.hpp"

#include "core/check/webhook_failure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace core::check;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string ours = "pods.profile-iam-webhook.kubeflow.org";

Refusal judge(int status, const std::string& message, const std::string& kind = "pods") {
    const nlohmann::json body{
        {"kind", "Status"}, {"status", "Failure"}, {"message", message}, {"details", {{"kind", kind}}}};
    return judge_refusal(status, body.dump(), {.namespace_name = "team-a", .service_account = "default-editor"});
}

std::string not_called(const std::string& cause, const std::string& webhook = ours) {
    return "Internal error occurred: failed calling webhook \"" + webhook +
           "\": failed to call webhook: Post \"https://w.s.svc:443/mutate?timeout=12s\": " + cause;
}

struct Cause {
    const char* words;
    const char* advice;
};

class OurWebhook : public ::testing::TestWithParam<Cause> {};

TEST_P(OurWebhook, ThatCannotBeCalledIsToldWithItsCause) {
    const auto refusal = judge(500, not_called(GetParam().words));
    EXPECT_THAT(refusal.finding.text, StartsWith("Pods are refused, because our webhook " + ours));
    EXPECT_THAT(refusal.finding.text, HasSubstr(GetParam().words));
    EXPECT_THAT(refusal.finding.advice, HasSubstr(GetParam().advice));
    EXPECT_EQ(refusal.patience, Patience::full) << "a replica may be starting";
}

INSTANTIATE_TEST_SUITE_P(
    Causes, OurWebhook,
    ::testing::Values(Cause{"tls: failed to verify certificate: x509: certificate signed by unknown authority",
                            "the caBundle of the registration does not fit"},
                      Cause{"remote error: tls: handshake failure", "did not agree on TLS"},
                      Cause{"no endpoints available for service \"w\"", "no replica is ready"},
                      Cause{"service \"w\" not found", "the Service of the registration is not there"},
                      Cause{"dial tcp 10.0.0.9:443: connect: connection refused", "does not listen"},
                      Cause{"context deadline exceeded", "NetworkPolicy"},
                      Cause{"dial tcp: i/o timeout", "hostNetwork"},
                      Cause{"profile-iam-webhook: the Profiles are not known yet", "the webhook's own answer"},
                      Cause{"EOF", "is a replica ready"}));

TEST(Refusal, OfSomebodyElsesWebhookDoesNotBlameOurs) {
    const auto failed = judge(500, not_called("x509: unknown authority", "poddefaults.kubeflow.org"));
    EXPECT_THAT(failed.finding.text, HasSubstr("somebody else's webhook poddefaults.kubeflow.org"));
    EXPECT_THAT(failed.finding.advice, HasSubstr("ours was not judged"));
    const auto denied = judge(403, "admission webhook \"policy.example.org\" denied the request: no");
    EXPECT_THAT(denied.finding.text, HasSubstr("refused by somebody else's webhook policy.example.org: admission"));
    EXPECT_EQ(denied.patience, Patience::none);
}

TEST(Refusal, OfOurWebhookHoldsItsMessage) {
    const auto denied = judge(403, "admission webhook \"" + ours + "\" denied the request: because");
    EXPECT_THAT(denied.finding.text, HasSubstr("refused by our webhook"));
    EXPECT_THAT(denied.finding.text, HasSubstr("denied the request: because"));
}

TEST(Refusal, ByAWebhookWithSideEffectsSaysThatNothingCanBeTried) {
    const auto refusal = judge(400, "admission webhook \"side.example.org\" does not support dry run");
    EXPECT_THAT(refusal.finding.text, HasSubstr("a dry run is refused by somebody else's webhook side.example.org"));
    EXPECT_THAT(refusal.finding.advice, HasSubstr("sideEffects"));
    EXPECT_EQ(refusal.patience, Patience::none);
}

TEST(Refusal, ForWantOfARightNamesIt) {
    const auto refusal = judge(403,
                               "pods is forbidden: User \"ada\" cannot create resource \"pods\" in API group \"\" in "
                               "the namespace \"team-a\"");
    EXPECT_THAT(refusal.finding.text, HasSubstr("a right is missing: pods is forbidden: User \"ada\""));
    EXPECT_THAT(refusal.finding.advice, HasSubstr("kubectl auth can-i create pods -n team-a"));
    EXPECT_EQ(refusal.patience, Patience::brief);
}

TEST(Refusal, ForWantOfAnObjectNamesIt) {
    const auto account = judge(403,
                               "pods \"x\" is forbidden: error looking up service account team-a/default-editor: "
                               "serviceaccount \"default-editor\" not found");
    EXPECT_EQ(account.finding.text, "there is no ServiceAccount team-a/default-editor");
    EXPECT_EQ(account.patience, Patience::brief);
    const auto name_space = judge(404, "namespaces \"team-a\" not found", "namespaces");
    EXPECT_EQ(name_space.finding.text, "there is no Namespace team-a");
    EXPECT_EQ(name_space.patience, Patience::none);
}

TEST(Refusal, ByARuleOfTheClusterIsFinal) {
    for (const char* message :
         {"pods \"x\" is forbidden: exceeded quota: q", "pods \"x\" is forbidden: violates PodSecurity"}) {
        const auto refusal = judge(403, message);
        EXPECT_THAT(refusal.finding.text, HasSubstr(message));
        EXPECT_EQ(refusal.patience, Patience::none);
    }
    EXPECT_THAT(judge(403,
                      "pods \"x\" is forbidden: unable to create new content in namespace team-a because it is being "
                      "terminated")
                    .finding.text,
                HasSubstr("is being deleted"));
}

TEST(Refusal, OfAServerThatIsBusyMayPass) {
    EXPECT_EQ(judge(429, "slow down").patience, Patience::full);
    EXPECT_EQ(judge(503, "starting").patience, Patience::full);
    EXPECT_EQ(judge(422, "spec is invalid").patience, Patience::none);
    EXPECT_EQ(judge(401, "Unauthorized").patience, Patience::brief);
}

TEST(Refusal, OfBytesThatAreNoStatusStaysOneLine) {
    const auto refusal = judge_refusal(502, "<html>\n\xFF bad gateway\x1b[2J</html>", {});
    EXPECT_EQ(refusal.finding.text, "the API server does not take the Pod: 502: <html> ? bad gateway [2J</html>");
}

TEST(WebhookFailure, IsFoundByItsWords) {
    EXPECT_EQ(find_webhook_failure("pods is forbidden").kind, WebhookFailure::Kind::none);
    EXPECT_EQ(find_webhook_failure("failed calling webhook ").webhook, "");
    EXPECT_EQ(find_webhook_failure("failed calling webhook \"a").webhook, "");
    EXPECT_TRUE(find_webhook_failure(not_called("EOF")).is_ours());
}

}  // namespace

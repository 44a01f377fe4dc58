#include "tests/server/tls/self_signed_fixture.hpp"

namespace server::tls {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(SelfSignedTest, ASecretThatMayNotBeReadIsSaidAndReadOnceItMay) {
    api.forbid("list", secrets);
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] { return replica.why_none().contains("RBAC"); })) << replica.why_none();
    EXPECT_THAT(replica.why_none(),
                AllOf(HasSubstr("has not been read yet"), HasSubstr("a Role"), HasSubstr("profile-iam-webhook-tls")));
    EXPECT_EQ(secret(), Json());
    api.allow_all();
    EXPECT_TRUE(eventually([&] { return serves_secret(replica); }));
}

TEST_F(SelfSignedTest, ASecretThatMayNotBeCreatedIsSaidWithTheRuleThatIsMissing) {
    for (const char* verb : {"patch", "create"}) {
        api.forbid(verb, secrets);
        Replica& replica = start();
        ASSERT_TRUE(eventually([&] { return replica.source->remark().contains("cannot be written"); }));
        EXPECT_THAT(replica.why_none(),
                    HasSubstr("give our ServiceAccount a Role in the namespace profile-iam-system with get, list, "
                              "watch, create and patch on secrets, resourceNames [profile-iam-webhook-tls]"));
        EXPECT_TRUE(
            replica.metrics.serialize().contains("secret_writes_total{change=\"create\",result=\"forbidden\"} "));
        api.allow_all();
        ASSERT_TRUE(eventually([&] { return serves_secret(replica) && replica.source->remark().empty(); }));
        replicas.clear();
        api.edit(secrets, [](Json& object) { object = nullptr; });
    }
}

TEST_F(SelfSignedTest, AConfigurationThatMayNotBeReadStopsNobodyFromServing) {
    api.forbid("list", configurations);
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] { return serves_secret(replica); })) << replica.why_none();
    EXPECT_THAT(replica.source->remark(), AllOf(HasSubstr("mutatingwebhookconfigurations"), HasSubstr("RBAC")));
    api.allow_all();
    EXPECT_TRUE(eventually([&] { return are_bundles_right() && replica.source->remark().empty(); }));
}

TEST_F(SelfSignedTest, AConfigurationThatMayNotBePatchedIsSaidWithTheRuleThatIsMissing) {
    api.forbid("patch", configurations);
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] { return serves_secret(replica) && replica.source->remark().contains("ClusterRole"); }));
    EXPECT_THAT(replica.source->remark(),
                HasSubstr("a ClusterRole with get, list, watch and patch on mutatingwebhookconfigurations "
                          "(admissionregistration.k8s.io), resourceNames [profile-iam-webhook]"));
    EXPECT_TRUE(replica.counts("profile_iam_webhook_ca_bundle_right 0"));
    EXPECT_TRUE(replica.metrics.serialize().contains("webhook_configuration_patches_total{result=\"forbidden\"} "));
    api.allow_all();
    EXPECT_TRUE(eventually([&] { return are_bundles_right() && replica.source->remark().empty(); }));
}

TEST_F(SelfSignedTest, WatchesThatMayNotBeOpenedStillListAndAreSaid) {
    api.forbid("watch", secrets);
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] { return replica.source->remark().contains("watch"); }));
    api.allow_all();
    EXPECT_TRUE(eventually([&] { return serves_secret(replica); }));
}

TEST_F(SelfSignedTest, WithoutAConfigurationItServesAndFillsOneThatComes) {
    api.edit(configurations, [](Json& object) { object = nullptr; });
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] {
        return serves_secret(replica) &&
               replica.source->remark().contains("there is no MutatingWebhookConfiguration profile-iam-webhook");
    }));
    api.edit(configurations, [](Json& object) { object = fresh_configuration(); });
    EXPECT_TRUE(eventually([&] { return are_bundles_right() && replica.source->remark().empty(); }));
}

TEST_F(SelfSignedTest, AConfigurationThatCallsAnotherServiceIsLeftAlone) {
    options.service.name = "misspelt";
    const Json before = configuration();
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] {
        return serves_secret(replica) &&
               replica.source->remark().contains("calls the Service profile-iam-system/misspelt: is --service right?");
    }));
    EXPECT_EQ(configuration(), before);
}

TEST_F(SelfSignedTest, AnApiServerThatIsAwayAtTheStartIsWaitedFor) {
    api.away(true);
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] { return replica.why_none().contains("cannot be reached"); })) << replica.why_none();
    api.away(false);
    EXPECT_TRUE(eventually([&] { return serves_secret(replica) && are_bundles_right(); }));
}

TEST_F(SelfSignedTest, AnApiServerThatIsAwayAtRenewalLeavesTheLastLeaf) {
    Replica& replica = start_and_settle();
    const auto leaf = replica.leaf();
    api.away(true);
    ahead = days(61);
    ASSERT_TRUE(eventually([&] {
        return replica.metrics.serialize().contains("secret_writes_total{change=\"issue_leaf\",result=\"failed\"} 1");
    }));
    EXPECT_EQ(replica.leaf(), leaf);
    EXPECT_TRUE(eventually([&] { return replica.source->remark().contains("cannot be written"); }));
    api.away(false);
    EXPECT_TRUE(eventually([&] { return secret_data("tls.crt") != leaf && serves_secret(replica); }));
}

TEST_F(SelfSignedTest, WordsOfTheApiServerThatQuoteTheSecretAreNotRepeated) {
    api.refuse_patches(secrets, 422, "Invalid value: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t");
    Replica& replica = start();
    ASSERT_TRUE(eventually([&] { return replica.source->remark().contains("cannot be written"); }));
    EXPECT_THAT(replica.source->remark(), Not(HasSubstr("LS0tLS1")));
    api.refuse_patches(secrets, 422, "metadata.name: too long");
    EXPECT_TRUE(eventually([&] { return replica.source->remark().contains("metadata.name: too long"); }));
}

TEST_F(SelfSignedTest, ASecretThatIsImmutableHasToBeDeleted) {
    Replica& replica = start_and_settle();
    api.edit(secrets, [](Json& object) {
        object["immutable"] = true;
        object["data"]["tls.crt"] = "";
    });
    api.refuse_patches(secrets, 422, "data: Forbidden: field is immutable when `immutable` is set");
    ASSERT_TRUE(eventually([&] { return replica.source->remark().contains("it is immutable: delete it"); }));
    api.edit(secrets, [](Json& object) { object = nullptr; });
    api.allow_all();
    EXPECT_TRUE(eventually([&] { return serves_secret(replica) && replica.source->remark().empty(); }));
}

TEST_F(SelfSignedTest, WhoAlwaysSpoilsTheSecretIsNotFoughtWithoutEnd) {
    Replica& replica = start_and_settle();
    const auto good = secret()["data"]["tls.crt"];
    ASSERT_TRUE(eventually([&] {
        if (secret()["data"]["tls.crt"] == good) set_data("tls.crt", "");
        return replica.source->remark().contains("again and again");
    }));
    EXPECT_LT(api.patches(secrets, 200), 40U);
}

}  // namespace
}  // namespace server::tls

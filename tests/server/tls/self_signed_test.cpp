#include "tests/server/tls/self_signed_fixture.hpp"

#include "core/text/base64.hpp"

namespace server::tls {
namespace {

using namespace testing;
using certs::rotation::needed_until_annotation;
using certs::rotation::published_at_annotation;
using certs::rotation::renew_annotation;
using ::testing::HasSubstr;

TEST_F(SelfSignedTest, ThreeReplicasAtOnceMakeOneCaAndAllServeIt) {
    for (int i = 0; i < 3; ++i) start();
    for (const auto& replica : replicas) {
        ASSERT_TRUE(eventually([&] { return serves_secret(*replica) && are_bundles_right(); })) << replica->why_none();
        EXPECT_TRUE(eventually([&] { return replica->source->remark().empty(); })) << replica->source->remark();
    }
    EXPECT_EQ(api.patches(secrets, 201), 1U);
    for (const Json& before : api.history(secrets)) EXPECT_EQ(data(before, "ca.crt"), secret_data("ca.crt"));
    EXPECT_EQ(secret()["type"], "kubernetes.io/tls");
    EXPECT_TRUE(certs::inspect(secret_data("ca.crt"))->is_ca);
    EXPECT_TRUE(certs::is_signed_by(secret_data("tls.crt"), secret_data("ca.crt")));
    EXPECT_EQ(certs::inspect(secret_data("tls.crt"))->dns_names, options.rotation.dns_names);
    EXPECT_TRUE(eventually([&] { return replicas[0]->counts("profile_iam_webhook_ca_bundle_right 1"); }));
}

TEST_F(SelfSignedTest, ThePolicyIsRaisedOnceAReplicaHasBeenReadyForAWhile) {
    Replica& replica = start();
    replica.readiness.not_ready("profiles", "not listed yet");
    ASSERT_TRUE(eventually([&] { return serves_secret(replica) && are_bundles_right(); }));
    ASSERT_TRUE(eventually([&] { return replica.counts("profile_iam_webhook_failure_policy_weaker_than_asked 1"); }));
    let_look();
    EXPECT_EQ(policy_of_pods(), "Ignore");
    EXPECT_THAT(replica.source->remark(), HasSubstr("Ignore where"));
    replica.readiness.ready("profiles");
    ASSERT_TRUE(eventually([&] { return policy_of_pods() == "Fail"; }));
    ASSERT_TRUE(eventually([&] { return replica.counts("profile_iam_webhook_failure_policy_weaker_than_asked 0"); }));
    Json expected = fresh_configuration();
    Json now = configuration();
    EXPECT_EQ(now["webhooks"][2], expected["webhooks"][2]) << "somebody else's webhook";
    EXPECT_EQ(now["webhooks"][1]["failurePolicy"], "Ignore") << "only pods is raised";
    for (Json* each : {&expected, &now}) {
        each->erase("webhooks");
        (*each)["metadata"].erase("resourceVersion");
        (*each)["metadata"].erase("uid");
    }
    EXPECT_EQ(now, expected);
}

TEST_F(SelfSignedTest, ADeletedSecretComesBackAsItWas) {
    Replica& replica = start_and_settle();
    const Json before = secret();
    api.edit(secrets, [](Json& object) { object = nullptr; });
    ASSERT_TRUE(eventually([&] { return secret().is_object(); }));
    EXPECT_EQ(secret()["data"], before["data"]);
    EXPECT_TRUE(eventually([&] {
        return replica.counts("profile_iam_webhook_secret_writes_total{change=\"restore\",result=\"done\"} 1");
    }));
    EXPECT_EQ(replica.leaf(), data(before, "tls.crt"));
}

TEST_F(SelfSignedTest, ADamagedSecretIsMendedAndTheRestOfItStays) {
    start_and_settle();
    api.edit(secrets, [](Json& object) {
        object["metadata"]["labels"]["team"] = "ours";
        object["data"]["other"] = "b3RoZXI=";
    });
    const Json before = secret();
    const std::vector<std::pair<std::string, std::string>> edits{{"tls.key", "Z2FyYmFnZQ=="},
                                                                 {"tls.crt", ""},
                                                                 {"ca.crt", "LS0tLS1CRUdJTg=="},
                                                                 {"ca.key", before["data"]["tls.key"]}};
    for (const auto& [key, value] : edits) {
        set_data(key, value);
        ASSERT_TRUE(eventually([&] { return secret()["data"] == before["data"]; })) << key;
        EXPECT_EQ(secret()["metadata"]["labels"], before["metadata"]["labels"]);
    }
}

TEST_F(SelfSignedTest, AnEmptiedCaBundleIsFilledAgain) {
    start_and_settle();
    for (const char* value : {"", "Z2FyYmFnZQ=="}) {
        api.edit(configurations, [&](Json& object) { object["webhooks"][1]["clientConfig"]["caBundle"] = value; });
        ASSERT_TRUE(eventually([&] { return are_bundles_right(); }));
    }
    api.edit(configurations, [&](Json& object) { object["webhooks"][0]["clientConfig"].erase("caBundle"); });
    EXPECT_TRUE(eventually([&] { return are_bundles_right(); }));
}

TEST_F(SelfSignedTest, ALeafIsRenewedAtTwoThirdsOfItsLifeAndLongAfter) {
    Replica& replica = start_and_settle();
    const auto ca = secret_data("ca.crt");
    for (const auto later : {days(60), days(60 + 200)}) {  // the second: the machine was asleep
        const auto leaf = secret_data("tls.crt");
        ahead = later;
        ASSERT_TRUE(eventually([&] { return secret_data("tls.crt") != leaf && serves_secret(replica); }));
        EXPECT_GT(certs::inspect(replica.leaf())->not_after, options.now() + days(80));
    }
    EXPECT_EQ(secret_data("ca.crt"), ca);
}

TEST_F(SelfSignedTest, ACaIsReplacedWithOverlap) {
    Replica& replica = start_and_settle();
    const auto old_ca = secret_data("ca.crt");
    annotate(renew_annotation, "ca");
    ASSERT_TRUE(eventually([&] { return authorities_in(secret_data("ca.crt")) == 2 && are_bundles_right(); }));
    EXPECT_TRUE(secret_data("ca.crt").ends_with(old_ca)) << "newest first";
    EXPECT_FALSE(secret()["metadata"]["annotations"].contains(renew_annotation));
    ASSERT_TRUE(eventually([&] { return secret()["metadata"]["annotations"].contains(published_at_annotation); }));
    EXPECT_TRUE(certs::is_signed_by(replica.leaf(), old_ca)) << "kube-apiserver may not know the new CA yet";
    ahead = 11min;
    ASSERT_TRUE(eventually([&] { return !certs::is_signed_by(replica.leaf(), old_ca) && serves_secret(replica); }));
    EXPECT_EQ(authorities_in(secret_data("ca.crt")), 2U) << "other replicas may still serve the old leaf";
    EXPECT_TRUE(secret()["metadata"]["annotations"].contains(needed_until_annotation));
    const auto leaf = replica.leaf();
    ahead = days(62);  // the leaf is due
    ASSERT_TRUE(eventually([&] { return replica.leaf() != leaf && serves_secret(replica); }));
    ahead = days(92);  // the last one of the old CA has expired
    ASSERT_TRUE(eventually([&] { return authorities_in(secret_data("ca.crt")) == 1 && are_bundles_right(); }));
    EXPECT_NE(secret_data("ca.crt"), old_ca);
    EXPECT_TRUE(certs::is_signed_by(replica.leaf(), secret_data("ca.crt")));
}

/// With each state of the caBundles in turn, the leaf that is served is trusted.
TEST_F(SelfSignedTest, AnotherSecretInItsPlaceIsTakenOverWithBothCasTrusted) {
    options.rotation.bundle_settling = 1s;
    options.timing.leaf_switching = 500ms;
    Replica& replica = start_and_settle();
    const auto old_ca = secret_data("ca.crt");
    const auto other = certs::rotation::carry_out(
        {.change = certs::rotation::Change::create, .why = {}, .look_again = {}},
        {.secret = {}, .remembered = {}, .bundles = {}, .bundles_since = {}, .served = {}, .now = options.now()},
        options.rotation);
    api.edit(secrets, [&](Json& object) {
        for (const auto& [key, value] : certs::rotation::encode_data(*other)) {
            std::string base64;
            core::text::append_base64(base64, value);
            object["data"][key] = base64;
        }
    });
    bool is_trusted = true;
    ASSERT_TRUE(eventually([&] {
        const auto leaf = replica.leaf();
        for (const auto& bundle : bundles(configuration()))
            is_trusted = is_trusted &&
                         bundle.contains(leaf == other->certificate_pem ? other->authorities_pem : old_ca);
        return serves_secret(replica) && are_bundles_right();
    }));
    EXPECT_TRUE(is_trusted);
    EXPECT_EQ(replica.leaf(), other->certificate_pem);
}

TEST_F(SelfSignedTest, AReplicaThatComesLaterServesWhatIsThere) {
    start_and_settle();
    const Json before = secret();
    Replica& late = start();
    ASSERT_TRUE(eventually([&] { return serves_secret(late); }));
    EXPECT_EQ(secret(), before);
    EXPECT_TRUE(
        eventually([&] { return late.metrics.serialize().contains("profile_iam_webhook_ca_expiry_timestamp"); }));
}

TEST_F(SelfSignedTest, EndsInTheMiddleOfARequest) {
    api.hold_patches();
    start();
    ASSERT_TRUE(eventually([&] { return api.held() == 1; }));
    replicas.clear();  // returns
}

}  // namespace
}  // namespace server::tls

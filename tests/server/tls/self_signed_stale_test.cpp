#include "tests/server/tls/self_signed_fixture.hpp"

namespace server::tls {
namespace {

using namespace testing;
using ::testing::HasSubstr;

/// The Secret and the configuration before a rotation of the CA and after it; and a replica that knows what was before,
/// whose watch of the Secret does not come again.
class StaleSecretTest : public SelfSignedTest {
protected:
    void rotate() {
        start_and_settle();
        old_secret = secret();
        old_configuration = configuration();
        const std::string leaf = secret_data("tls.crt");
        annotate(certs::rotation::renew_annotation, "ca");
        ASSERT_TRUE(eventually([&] { return authorities_in(secret_data("ca.crt")) == 2 && are_bundles_right(); }));
        ASSERT_TRUE(eventually(
            [&] { return secret()["metadata"]["annotations"].contains(certs::rotation::published_at_annotation); }));
        ahead = 11min;
        ASSERT_TRUE(eventually([&] { return secret_data("tls.crt") != leaf; }));
        new_secret = secret();
        new_configuration = configuration();
        replicas.clear();
        api.edit(secrets, [&](Json& object) { object = old_secret; });
        api.edit(configurations, [&](Json& object) { object = old_configuration; });
    }
    Replica& start_cut_off() {
        Replica& replica = start_and_settle();
        api.forbid("watch", secrets);
        api.forbid("list", secrets);
        EXPECT_TRUE(eventually([&] { return replica.source->remark().contains("RBAC"); }));
        api.edit(secrets, [&](Json& object) { object = new_secret; });
        return replica;
    }

    Json old_secret;
    Json old_configuration;
    Json new_secret;
    Json new_configuration;
};

TEST_F(StaleSecretTest, IsReadOnceMoreBeforeItIsPublished) {
    rotate();
    Replica& replica = start_cut_off();
    const auto patches = api.patches(configurations, 200);
    api.edit(configurations, [&](Json& object) { object = new_configuration; });
    EXPECT_TRUE(eventually([&] { return serves_secret(replica); })) << replica.source->remark();
    EXPECT_EQ(api.patches(configurations, 200), patches);
    EXPECT_EQ(bundles(configuration()), bundles(new_configuration));
}

TEST_F(StaleSecretTest, IsNotPublishedWhenItMayNotBeRead) {
    rotate();
    Replica& replica = start_cut_off();
    api.forbid("get", secrets);
    api.edit(configurations, [&](Json& object) { object = new_configuration; });
    EXPECT_TRUE(eventually([&] { return replica.source->remark().contains("cannot be put right"); }));
    EXPECT_THAT(replica.source->remark(), HasSubstr("with get"));
    EXPECT_EQ(bundles(configuration()), bundles(new_configuration));
    api.allow_all();
    EXPECT_TRUE(eventually([&] { return serves_secret(replica) && replica.source->remark().empty(); }));
    EXPECT_EQ(bundles(configuration()), bundles(new_configuration));
}

}  // namespace
}  // namespace server::tls

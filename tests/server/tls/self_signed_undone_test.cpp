// Somebody undoes what was in force: `helm upgrade`, a GitOps tool, a person.

#include "server/telemetry/log.hpp"
#include "tests/server/telemetry/captured_stderr.hpp"
#include "tests/server/tls/self_signed_fixture.hpp"

namespace server::tls {
namespace {

using namespace testing;
using ::testing::HasSubstr;

class SelfSignedUndone : public SelfSignedTest {
protected:
    /// As a chart renders it.
    static void lower(Json& object) { object["webhooks"][0]["failurePolicy"] = "Ignore"; }
    static void empty(Json& object) {
        for (std::size_t i : {0U, 1U}) object["webhooks"][i]["clientConfig"].erase("caBundle");
    }
    static void put_back(Json& object) {
        lower(object);
        empty(object);
    }
    [[nodiscard]] bool is_in_force() const { return policy_of_pods() == "Fail" && are_bundles_right(); }
    [[nodiscard]] std::size_t patches() const { return api.patches(configurations, 200); }
    [[nodiscard]] static std::size_t count(const std::string& text, const std::string& part) {
        std::size_t found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
        return found;
    }
    /// One that has raised the policy, where a fresh caBundle takes an hour to be heard of.
    Replica& start_in_force() {
        options.rotation.bundle_settling = 3'600s;
        Replica& replica = start_and_settle();
        let_look();
        EXPECT_EQ(policy_of_pods(), "Ignore") << "nobody has heard of the caBundle yet";
        ahead = 2h;
        EXPECT_TRUE(eventually([&] { return is_in_force() && replica.source->remark().empty(); }));
        return replica;
    }
};

TEST_F(SelfSignedUndone, APolicyThatWasLoweredIsRaisedAtOnce) {
    start_in_force();
    for (int i = 0; i < 3; ++i) {
        api.edit(configurations, lower);
        ASSERT_TRUE(eventually([&] { return is_in_force(); })) << i;
    }
}

TEST_F(SelfSignedUndone, ARegistrationThatWasPutBackIsRepairedByOnePatch) {
    start_in_force();
    const auto before = patches();
    api.edit(configurations, put_back);
    ASSERT_TRUE(eventually([&] { return is_in_force(); }));
    EXPECT_EQ(patches(), before + 1);
}

TEST_F(SelfSignedUndone, AnotherCaMustBeHeardOfBeforeThePolicyIsRaised) {
    start_in_force();
    const auto old_ca = secret_data("ca.crt");
    api.edit(configurations, put_back);
    annotate(certs::rotation::renew_annotation, "ca");
    ASSERT_TRUE(eventually([&] { return secret_data("ca.crt") != old_ca && are_bundles_right(); }));
    api.edit(configurations, lower);
    let_look();
    EXPECT_EQ(policy_of_pods(), "Ignore");
    ahead = 4h;
    EXPECT_TRUE(eventually([&] { return is_in_force(); }));
}

TEST_F(SelfSignedUndone, AToolThatDoesItForEverIsAnsweredInBounds) {
    options.timing.configuration_writes = {.burst = 6, .per_second = 0};
    Replica& replica = start_and_settle();
    ASSERT_TRUE(eventually([&] { return is_in_force() && replica.source->remark().empty(); }));
    const auto left = 6 - patches();
    for (std::size_t i = 0; i < left; ++i) {
        api.edit(configurations, put_back);
        ASSERT_TRUE(eventually([&] { return is_in_force(); })) << i;
    }
    api.edit(configurations, put_back);
    let_look();
    EXPECT_EQ(patches(), 6U);
    EXPECT_FALSE(is_in_force());
    EXPECT_THAT(replica.source->remark(), HasSubstr("Ignore where"));
    options.timing.configuration_writes = {.burst = 6, .per_second = 1};
    start();
    EXPECT_TRUE(eventually([&] { return is_in_force(); })) << "another replica has its own budget";
}

TEST_F(SelfSignedUndone, AToolThatDoesItForEverGetsOneLogLine) {
    telemetry::CapturedStderr captured;
    telemetry::start_log(telemetry::LogLevel::info, telemetry::LogFormat::text);
    Replica& replica = start_and_settle();
    ASSERT_TRUE(eventually([&] { return is_in_force() && replica.source->remark().empty(); }));
    for (int i = 0; i < 20; ++i) {
        api.edit(configurations, put_back);
        ASSERT_TRUE(eventually([&] { return is_in_force(); })) << i;
    }
    replicas.clear();
    telemetry::stop_log();
    const std::string said = captured.read_all();
    EXPECT_EQ(count(said, "somebody has changed it"), 1U) << said;
    EXPECT_LE(count(said, "the failurePolicy of pods is "), 2U) << said;
}

}  // namespace
}  // namespace server::tls

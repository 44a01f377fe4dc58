#include "core/mutation/settings.hpp"

#include "core/json/decoder.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace {

using namespace core::mutation;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";

TEST(Lifetime, IsClampedWhateverItsSize) {
    const auto seconds = [](std::string_view text) {
        return parse_lifetime(text).value_or(Lifetime{0, false}).seconds;
    };
    EXPECT_EQ(seconds("3600"), 3600);
    EXPECT_EQ(seconds("+3600"), 3600);
    EXPECT_EQ(seconds("0003600"), 3600);
    EXPECT_EQ(seconds("599"), 600);
    EXPECT_EQ(seconds("-99999999999999999999999999"), 600);
    EXPECT_EQ(seconds("86401"), 86400);
    EXPECT_EQ(seconds("99999999999999999999999999"), 86400);
    EXPECT_FALSE(parse_lifetime("600")->clamped);
    EXPECT_FALSE(parse_lifetime("86400")->clamped);
    EXPECT_TRUE(parse_lifetime("86401")->clamped);
    EXPECT_TRUE(parse_lifetime("99999999999999999999999999")->clamped);
    EXPECT_TRUE(parse_lifetime("-600")->clamped);
    for (const char* text : {"", "+", "-", " 600", "600 ", "1e3", "600.0", "0x600", "600s", "++600", "６００"}) {
        EXPECT_FALSE(parse_lifetime(text)) << text;
    }
}

TEST(Boolean, IsSpeltAsGoSpellsIt) {
    for (const char* text : {"1", "t", "T", "TRUE", "true", "True"}) {
        EXPECT_EQ(parse_boolean(text), true) << text;
    }
    for (const char* text : {"0", "f", "F", "FALSE", "false", "False"}) {
        EXPECT_EQ(parse_boolean(text), false) << text;
    }
    for (const char* text : {"", "yes", "tRUE", "2", " true"}) {
        EXPECT_FALSE(parse_boolean(text)) << text;
    }
}

class SettingsOrder : public testing::Test {
protected:
    SettingsOrder() {
        decision.source = Source::profile;
        decision.role = role;
        decision.plugin = &plugin;
        decision.account = {std::shared_ptr<void>(), &account};  // the fixture owns it
        decision.tenancy.profile = &profile;
        profile.name = "team-a";
    }

    Settings decide(const std::string& annotations = "{}") {
        body = R"({"annotations":)" + annotations + "}";
        core::json::Decoder decoder(body);
        metadata = core::admission::decode_metadata(decoder);
        return decide_settings(decision, &metadata.annotations, policy);
    }

    Policy policy;
    core::profile::Profile profile;
    core::profile::Plugin plugin;
    core::profile::ServiceAccount account;
    RoleDecision decision;
    std::string body;
    core::admission::Metadata metadata;
};

TEST_F(SettingsOrder, LifetimeIsPodThenAccountThenPluginThenFlag) {
    policy.token_expiration_s = 1000;
    EXPECT_EQ(decide().token_expiration_s, 1000);
    plugin.token_expiration = "2000";
    EXPECT_EQ(decide().token_expiration_s, 2000);
    account.token_expiration = "3000";
    EXPECT_EQ(decide().token_expiration_s, 3000);
    EXPECT_EQ(decide(R"({"eks.amazonaws.com/token-expiration":"4000"})").token_expiration_s, 4000);
    const Settings fallen_through = decide(R"({"eks.amazonaws.com/token-expiration":"soon"})");
    EXPECT_EQ(fallen_through.token_expiration_s, 3000);
    EXPECT_EQ(fallen_through.warnings.size(), 1U);
    EXPECT_EQ(decide(R"({"eks.amazonaws.com/token-expiration":"1"})").warnings.size(), 1U);
}

TEST_F(SettingsOrder, AudienceIsAccountThenPluginThenFlagAndMayBeEmpty) {
    EXPECT_EQ(decide().audience, "sts.amazonaws.com");
    plugin.audience = "plugin";
    EXPECT_EQ(decide().audience, "plugin");
    plugin.audience = "";
    EXPECT_EQ(decide().audience, "sts.amazonaws.com") << "empty is the zero value, as for Go: not set";
    account.audience = "";
    EXPECT_EQ(decide().audience, "");
}

TEST_F(SettingsOrder, RegionalIsAccountThenPluginThenFlagThenPartition) {
    EXPECT_FALSE(decide().sts_regional_endpoints);
    decision.role = "arn:aws-cn:iam::111122223333:role/team-a";
    EXPECT_TRUE(decide().sts_regional_endpoints);
    policy.sts_regional_endpoint = false;
    EXPECT_FALSE(decide().sts_regional_endpoints);
    plugin.sts_regional_endpoints = true;
    EXPECT_TRUE(decide().sts_regional_endpoints);
    account.sts_regional_endpoints = "f";
    EXPECT_FALSE(decide().sts_regional_endpoints);
    account.sts_regional_endpoints = "perhaps";
    EXPECT_TRUE(decide().sts_regional_endpoints);
    EXPECT_EQ(decide().warnings.size(), 1U);
}

TEST_F(SettingsOrder, PluginCountsOnlyForItsOwnRole) {
    plugin.audience = "plugin";
    plugin.token_expiration = "2000";
    plugin.region = "eu-west-1";
    plugin.sts_regional_endpoints = true;
    plugin.warnings = {"something"};
    EXPECT_EQ(decide().region, "eu-west-1");
    EXPECT_EQ(decide().warnings.size(), 1U);
    decision.source = Source::service_account;
    const Settings settings = decide();
    EXPECT_EQ(settings.audience, "sts.amazonaws.com");
    EXPECT_EQ(settings.token_expiration_s, 86400);
    EXPECT_EQ(settings.region, "");
    EXPECT_FALSE(settings.sts_regional_endpoints);
    EXPECT_TRUE(settings.warnings.empty());
}

}  // namespace

#include "core/registration/webhook_configuration.hpp"

#include "core/text/base64.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

namespace {

using namespace core::registration;
using core::ErrorCode;
using Json = nlohmann::json;

const Service service{.namespace_name = "profile-iam-system", .name = "profile-iam-webhook"};
const std::string pods = "pods.profile-iam-webhook.kubeflow.org";

std::string base64(const std::string& bytes) {
    std::string out;
    core::text::append_base64(out, bytes);
    return out;
}

/// A webhook of ours, with members that we know nothing of.
Json webhook(const std::string& name, const Json& ca_bundle, const Json& failure_policy = "Ignore") {
    Json out = {{"name", name},
                {"clientConfig",
                 {{"service", {{"namespace", service.namespace_name}, {"name", service.name}, {"path", "/mutate"}}}}},
                {"failurePolicy", failure_policy},
                {"matchConditions", {{{"name", "x"}, {"expression", "!has(object.metadata)"}}}},
                {"timeoutSeconds", 12}};
    if (!ca_bundle.is_null()) {
        out["clientConfig"]["caBundle"] = ca_bundle;
    }
    return out;
}

Json foreign(Json entry) {
    entry["clientConfig"]["service"]["name"] = "somebody-else";
    return entry;
}

Json by_url(Json entry) {
    entry["clientConfig"].erase("service");
    entry["clientConfig"]["url"] = "https://127.0.0.1:8443/mutate";
    return entry;
}

Json configuration(const std::vector<Json>& webhooks, const Json& annotations = Json::object()) {
    return {
        {"apiVersion", "admissionregistration.k8s.io/v1"},
        {"kind", "MutatingWebhookConfiguration"},
        {"metadata",
         {{"name", "profile-iam-webhook"}, {"resourceVersion", "41"}, {"generation", 3}, {"annotations", annotations}}},
        {"webhooks", webhooks}};
}

const Json asks_fail = {{failure_policy_annotation, "Fail"}, {"other", "x"}};

WebhookConfiguration decoded(const Json& object) { return decode_webhook_configuration(object.dump()).value(); }

std::optional<std::string> patch_for(const Json& object, const std::string& ca_bundle, bool raises = false) {
    return encode_registration_patch(decoded(object),
                                     {.service = service, .ca_bundle = ca_bundle, .raises_failure_policy = raises});
}

TEST(DecodeWebhookConfiguration, TakesWhatCertificatesNeed) {
    const auto read = decoded(configuration({webhook(pods, base64("CA")), by_url(webhook("b.c", nullptr))}, asks_fail));
    EXPECT_EQ(read.name, "profile-iam-webhook");
    EXPECT_EQ(read.resource_version, "41");
    EXPECT_EQ(read.asked_failure_policy, "Fail");
    ASSERT_EQ(read.webhooks.size(), 2U);
    EXPECT_EQ(read.webhooks[0].name, pods);
    EXPECT_EQ(read.webhooks[0].ca_bundle, "CA");
    EXPECT_EQ(read.webhooks[0].failure_policy, "Ignore");
    EXPECT_EQ(read.webhooks[0].service_namespace, service.namespace_name);
    EXPECT_EQ(read.webhooks[0].service_name, service.name);
    EXPECT_EQ(read.webhooks[1].ca_bundle, "");
    EXPECT_EQ(read.webhooks[1].service_name, "");
}

TEST(DecodeWebhookConfiguration, AbsentFailurePolicyIsFail) {
    Json absent = webhook("a.b", nullptr);
    absent.erase("failurePolicy");
    EXPECT_EQ(decoded(configuration({absent})).webhooks[0].failure_policy, "Fail");
    EXPECT_EQ(decoded(configuration({webhook("a.b", nullptr, nullptr)})).webhooks[0].failure_policy, "Fail");
}

TEST(DecodeWebhookConfiguration, ACaBundleThatIsNoBase64IsEmpty) {
    EXPECT_EQ(decoded(configuration({webhook("a.b", "Cg=")})).webhooks[0].ca_bundle, "");
}

TEST(DecodeWebhookConfiguration, AnotherWordAsksForNothing) {
    for (const char* word : {"fail", "", "Maybe"}) {
        EXPECT_EQ(decoded(configuration({}, {{failure_policy_annotation, word}})).asked_failure_policy, std::nullopt);
    }
    EXPECT_EQ(decoded(configuration({}, {{failure_policy_annotation, "Ignore"}})).asked_failure_policy, "Ignore");
    EXPECT_EQ(decoded(configuration({}, nullptr)).asked_failure_policy, std::nullopt);
}

TEST(DecodeWebhookConfiguration, RefusesWithTheJsonPath) {
    const auto refused = [](const char* path, const Json& value) {
        Json object = configuration({webhook(pods, base64("CA"))}, asks_fail);
        object[Json::json_pointer(path)] = value;
        return decode_webhook_configuration(object.dump()).error().detail;
    };
    EXPECT_EQ(refused("/webhooks", "x"), "/webhooks must be an array");
    EXPECT_EQ(refused("/webhooks/0", 5), "/webhooks/0 must be an object");
    EXPECT_EQ(refused("/webhooks/0", nullptr), "/webhooks/0 must be an object with a clientConfig");
    EXPECT_EQ(refused("/webhooks/0/clientConfig", nullptr), "/webhooks/0 must be an object with a clientConfig");
    EXPECT_EQ(refused("/webhooks/0/clientConfig/caBundle", 1), "/webhooks/0/clientConfig/caBundle must be a string");
    EXPECT_EQ(refused("/webhooks/0/clientConfig/service", "x"), "/webhooks/0/clientConfig/service must be an object");
    EXPECT_EQ(refused("/webhooks/0/failurePolicy", true), "/webhooks/0/failurePolicy must be a string");
    EXPECT_EQ(refused("/metadata/annotations", "x"), "/metadata/annotations must be an object");
    EXPECT_EQ(refused("/metadata/resourceVersion", nullptr), "/metadata/resourceVersion is missing");
    EXPECT_EQ(decode_webhook_configuration("{}}").error().code, ErrorCode::broken_json);
}

TEST(RegistrationPatch, SetsTheBundleOfEachWebhookOfOurs) {
    const Json object =
        configuration({webhook(pods, nullptr), foreign(webhook("c.d", base64("theirs"))), by_url(webhook("e.f", "")),
                       webhook("g.h", "garbage!"), webhook("i.j", base64("other")), webhook("k.l", base64("CA"))});
    EXPECT_EQ(Json::parse(patch_for(object, "CA").value()), Json::parse(R"([
        {"op":"add","path":"/metadata/resourceVersion","value":"41"},
        {"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"Q0E="},
        {"op":"add","path":"/webhooks/2/clientConfig/caBundle","value":"Q0E="},
        {"op":"add","path":"/webhooks/3/clientConfig/caBundle","value":"Q0E="},
        {"op":"add","path":"/webhooks/4/clientConfig/caBundle","value":"Q0E="}])"));
}

TEST(RegistrationPatch, IsNothingWhenAllIsRight) {
    EXPECT_EQ(patch_for(configuration({webhook(pods, base64("CA")), foreign(webhook("c.d", "x"))}), "CA"),
              std::nullopt);
    EXPECT_EQ(patch_for(configuration({}), "CA"), std::nullopt);
    Json none = configuration({});
    none["webhooks"] = nullptr;
    EXPECT_EQ(patch_for(none, "CA"), std::nullopt);
}

TEST(RegistrationPatch, RaisesThePolicyOfPodsWhenAsked) {
    const Json object = configuration({webhook(pods, base64("CA")), webhook("irsa-pods.x", base64("CA")),
                                       foreign(webhook("pods.other", base64("CA")))},
                                      asks_fail);
    EXPECT_TRUE(is_weaker_than_asked(decoded(object), service));
    EXPECT_EQ(patch_for(object, "CA", false), std::nullopt);
    EXPECT_EQ(Json::parse(patch_for(object, "CA", true).value()), Json::parse(R"([
        {"op":"add","path":"/metadata/resourceVersion","value":"41"},
        {"op":"add","path":"/webhooks/0/failurePolicy","value":"Fail"}])"));
}

TEST(RegistrationPatch, NeverLowersThePolicyAndLeavesItAloneUnasked) {
    const Json lower = configuration({webhook(pods, base64("CA"), "Fail")}, {{failure_policy_annotation, "Ignore"}});
    EXPECT_EQ(patch_for(lower, "CA", true), std::nullopt);
    EXPECT_FALSE(is_weaker_than_asked(decoded(lower), service));
    const Json unasked = configuration({webhook(pods, base64("CA"))});
    EXPECT_EQ(patch_for(unasked, "CA", true), std::nullopt);
    EXPECT_FALSE(is_weaker_than_asked(decoded(unasked), service));
    const Json right = configuration({webhook(pods, base64("CA"), nullptr)}, asks_fail);
    EXPECT_EQ(patch_for(right, "CA", true), std::nullopt) << "an absent policy is Fail";
    const Json theirs = configuration({foreign(webhook(pods, "x"))}, asks_fail);
    EXPECT_FALSE(is_weaker_than_asked(decoded(theirs), service));
}

/// What should come out, made independently of the patch.
Json as_wanted(Json object, const std::string& ca_bundle, bool raises) {
    const Json& annotations = object["metadata"]["annotations"];
    const bool asks = annotations.value(failure_policy_annotation, "") == "Fail";
    for (Json& each : object["webhooks"]) {
        const Json& client = each["clientConfig"];
        if (client.contains("service") && client["service"]["name"] != service.name) {
            continue;
        }
        each["clientConfig"]["caBundle"] = base64(ca_bundle);
        if (raises && asks && each["name"] == pods && each["failurePolicy"] == "Ignore") {
            each["failurePolicy"] = "Fail";
        }
    }
    return object;
}

TEST(RegistrationPatch, LawsOnRandomConfigurations) {
    std::mt19937 random(11);
    const auto chance = [&](unsigned one_in) { return random() % one_in == 0; };
    for (int round = 0; round < 500; ++round) {
        const std::string ca_bundle = chance(2) ? "CA" : "CA\nolder CA\n";
        const Json bundles = {nullptr, "", "garbage!", base64("CA"), base64("CA\nolder CA\n"), base64("x")};
        std::vector<Json> webhooks;
        for (std::size_t i = random() % 5; i > 0; --i) {
            Json entry = webhook(chance(2) ? pods : "irsa-pods.x", bundles[random() % bundles.size()],
                                 chance(2) ? "Fail" : "Ignore");
            webhooks.push_back(chance(3) ? foreign(entry) : chance(3) ? by_url(entry) : entry);
        }
        const bool raises = chance(2);
        const Json before = configuration(webhooks, chance(2) ? asks_fail : Json{{"other", "x"}});
        const auto patch = patch_for(before, ca_bundle, raises);
        const Json after = patch ? before.patch(Json::parse(*patch)) : before;
        EXPECT_EQ(after, as_wanted(before, ca_bundle, raises)) << before;
        EXPECT_EQ(patch_for(after, ca_bundle, raises), std::nullopt) << "a second pass patches " << after;
        EXPECT_FALSE(raises && is_weaker_than_asked(decoded(after), service));
    }
}

}  // namespace

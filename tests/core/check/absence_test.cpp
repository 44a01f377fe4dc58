#include "core/check/absence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace core::check;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

auto finding(Level level, const std::string& text) {
    return AllOf(Field(&Finding::level, level), Field(&Finding::text, HasSubstr(text)));
}

core::registration::Webhook webhook(const char* name, const char* failure_policy) {
    return {.name = name,
            .ca_bundle = "PEM",
            .failure_policy = failure_policy,
            .service_namespace = "s",
            .service_name = "w"};
}

/// A cluster where everything is as it should be: then it must be the decision.
Surroundings right() {
    core::profile::Namespace name_space;
    name_space.name = "team-a";
    name_space.is_part_of_profile = true;
    core::registration::WebhookConfiguration configuration;
    configuration.webhooks = {webhook("pods.x", "Fail")};
    Surroundings around;
    around.registration_name = "profile-iam-webhook";
    around.name_space.object = name_space;
    around.registration.object = configuration;
    return around;
}

std::vector<Finding> explain(const Surroundings& around) {
    return explain_absence({.namespace_name = "team-a", .service_account = "default-editor"}, around);
}

TEST(Absence, WhereTheWebhookIsAskedIsItsDecision) {
    const auto findings = explain(right());
    EXPECT_THAT(findings, ElementsAre(finding(Level::fail, "gives them no credentials")));
    EXPECT_THAT(findings[0].advice, HasSubstr("explain -n team-a -s default-editor"));
}

TEST(Absence, OfTheRegistrationIsTold) {
    Surroundings around = right();
    around.registration.object.reset();
    around.registration.is_absent = true;
    EXPECT_THAT(explain(around), ElementsAre(finding(Level::fail, "there is no MutatingWebhookConfiguration profile")));
    around = right();
    around.registration.object->webhooks[0].name = "other";
    EXPECT_THAT(explain(around), ElementsAre(finding(Level::fail, "has no webhook `pods.`")));
}

TEST(Absence, OfTheLabelIsTold) {
    Surroundings around = right();
    around.name_space.object->is_part_of_profile = false;
    EXPECT_THAT(explain(around), ElementsAre(finding(Level::fail, "is not labelled app.kubernetes.io/part-of")));
}

TEST(Absence, OfTheLabelDoesNotMatterWithScopeCluster) {
    Surroundings around = right();
    around.name_space.object->is_part_of_profile = false;
    around.registration.object->webhooks.push_back(webhook("irsa-pods.x", "Ignore"));
    EXPECT_THAT(explain(around), AllOf(Contains(finding(Level::warn, "irsa-pods.x has failurePolicy Ignore")),
                                       Contains(finding(Level::fail, "gives them no credentials"))));
}

TEST(Absence, ByModeIsTold) {
    for (const char* mode : {"observe", "off"}) {
        Surroundings around = right();
        around.name_space.object->mode_label = mode;
        EXPECT_THAT(explain(around), ElementsAre(finding(Level::fail, std::string("kubeflow.org/mode=") + mode +
                                                                          ": nothing is injected")));
    }
}

TEST(Absence, UnderIgnoreMayBeAWebhookThatWasPassedOver) {
    Surroundings around = right();
    around.registration.object->webhooks[0].failure_policy = "Ignore";
    EXPECT_THAT(explain(around), Contains(finding(Level::warn, "it is passed over in silence")));
    around.registration.object->webhooks[0].ca_bundle.clear();
    EXPECT_THAT(explain(around), ElementsAre(finding(Level::fail, "has no caBundle yet")));
}

TEST(Absence, WithoutRightsNamesAllThatItMayBe) {
    Surroundings around;
    around.registration_name = "profile-iam-webhook";
    around.name_space.unread = "cannot get namespaces";
    around.registration.unread = "cannot get it";
    EXPECT_THAT(explain(around),
                ElementsAre(finding(Level::fail, "one of: not registered, Namespace not labelled"),
                            finding(Level::warn, "the Namespace cannot be read: cannot get namespaces"),
                            finding(Level::warn, "the registration cannot be read: cannot get it")));
}

}  // namespace

// What `decide` answers over a directory that does not know what is absent: a cache of a cluster.
#include "core/mutate.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::WhenUnknown;
using namespace core::profile;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";

std::string review(const std::string& kind, const std::string& resource, const std::string& object) {
    return R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","kind":{"group":"","version":"v1","kind":")" +
           kind + R"("},"resource":{"group":"","version":"v1","resource":")" + resource +
           R"("},"namespace":"team-a","operation":"CREATE","object":)" + object + "}}";
}

std::string pod(const std::string& account = "default-editor") {
    return review("Pod", "pods",
                  R"({"kind":"Pod","metadata":{"name":"p"},"spec":{"serviceAccountName":")" + account +
                      R"(","containers":[{"name":"c"}]}})");
}

Namespace owned_namespace() {
    Namespace name_space;
    name_space.name = "team-a";
    name_space.has_profile_reference = true;
    name_space.controllers = {Namespace::ProfileReference{"team-a", "u1"}};
    return name_space;
}

Profile profile_with_role() {
    Profile profile;
    profile.name = "team-a";
    profile.uid = "u1";
    profile.plugin = Plugin{};
    profile.plugin->role_arn = role;
    return profile;
}

core::Reply ask(const std::string& body, const Directory& directory, WhenUnknown when = WhenUnknown::ask,
                const core::mutation::Policy& policy = {}) {
    return core::mutate(body, directory, policy, when);
}

const ObjectKey name_space{ObjectKind::name_space, "", "team-a"};
const ObjectKey profile{ObjectKind::profile, "", "team-a"};
const ObjectKey account{ObjectKind::service_account, "team-a", "default-editor"};

Directory cache() { return Directory(Directory::Absence::unknown); }

TEST(UnknownObjects, AreNamedBeforeAnythingIsDecided) {
    const core::Reply reply = ask(pod(), cache());
    EXPECT_EQ(reply.missing, (std::vector<ObjectKey>{name_space, profile, account}));
    EXPECT_TRUE(reply.body.empty());
}

TEST(UnknownObjects, AreRefusedWhenTheyCannotBeHad) {
    const core::Reply reply = ask(pod(), cache(), WhenUnknown::settle);
    EXPECT_EQ(reply.status, 503);
    EXPECT_STREQ(reply.outcome.refusal_code, "unknown_objects");
    EXPECT_NE(reply.body.find("Namespace team-a"), std::string::npos);
}

TEST(UnknownObjects, AreAbsentInFiles) {
    const core::Reply reply = ask(pod(), Directory());
    EXPECT_TRUE(reply.missing.empty());
    EXPECT_EQ(reply.outcome.reason, core::mutation::Reason::no_role);
}

TEST(UnknownObjects, NeedNoProfileWhereTheNamespaceShowsNone) {
    Namespace plain;
    plain.name = "team-a";
    EXPECT_EQ(ask(pod(), cache().with(plain)).missing, std::vector<ObjectKey>{account});
    Namespace hinted = plain;
    hinted.has_profile_label = true;
    EXPECT_EQ(ask(pod(), cache().with(hinted)).missing, (std::vector<ObjectKey>{profile, account}));
    hinted = plain;
    hinted.owner_annotation = "someone";
    EXPECT_EQ(ask(pod(), cache().with(hinted)).missing, (std::vector<ObjectKey>{profile, account}));
}

TEST(UnknownObjects, DoNotStopRuleOneForItsServiceAccount) {
    const Directory directory = cache().with(owned_namespace()).with(profile_with_role());
    EXPECT_EQ(ask(pod(), directory).missing, std::vector<ObjectKey>{account});
    const core::Reply settled = ask(pod(), directory, WhenUnknown::settle);
    EXPECT_EQ(settled.status, 200);
    EXPECT_EQ(settled.outcome.role, role);
}

TEST(UnknownObjects, StopRuleTwo) {
    const Directory directory = cache().with(owned_namespace()).with(profile_with_role());
    EXPECT_EQ(ask(pod("other"), directory, WhenUnknown::settle).status, 503);
}

TEST(UnknownObjects, AreNotAskedForWhereTheyDoNotMatter) {
    Profile terminating = profile_with_role();
    terminating.terminating = true;
    EXPECT_EQ(ask(pod(), cache().with(owned_namespace()).with(terminating)).outcome.reason,
              core::mutation::Reason::profile_terminating);
    Namespace off = owned_namespace();
    off.mode_label = "off";
    EXPECT_EQ(ask(pod(), cache().with(off)).outcome.reason, core::mutation::Reason::off);
    EXPECT_EQ(
        ask(review("Pod", "pods",
                   R"({"metadata":{"annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"containers":[{}]}})"),
            cache().with(owned_namespace()))
            .outcome.reason,
        core::mutation::Reason::mirror_pod);
}

TEST(UnknownObjects, StopAServiceAccountToo) {
    const std::string body = review("ServiceAccount", "serviceaccounts",
                                    R"({"kind":"ServiceAccount","metadata":{"name":"default-editor"}})");
    EXPECT_EQ(ask(body, cache()).missing, (std::vector<ObjectKey>{name_space, profile}));
    EXPECT_EQ(ask(body, cache().with(owned_namespace()).with(profile_with_role())).outcome.reason,
              core::mutation::Reason::annotated);
}

TEST(UnknownObjects, StopNothingInModeObserve) {
    core::mutation::Policy policy;
    policy.mode = core::mutation::Mode::observe;
    EXPECT_EQ(ask(pod(), cache(), WhenUnknown::settle, policy).status, 200);
    const core::Reply unsynced = core::observe_unsynced(pod(), policy);
    EXPECT_EQ(unsynced.status, 200);
    EXPECT_NE(unsynced.body.find(R"("mode":"observe")"), std::string::npos);
    EXPECT_EQ(core::observe_unsynced("{", policy).status, 400);
}

}  // namespace

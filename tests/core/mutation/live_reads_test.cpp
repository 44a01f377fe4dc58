// What `decide` asks to be read once more although the directory knows it, and what it does with what was read.
#include "core/mutate.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using core::Knowledge;
using core::WhenUnknown;
using core::mutation::Reason;
using namespace core::profile;
using namespace std::chrono_literals;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";
constexpr std::chrono::sys_seconds now{1'800'000'000s};

const ObjectKey name_space{ObjectKind::name_space, "", "team-a"};
const ObjectKey profile{ObjectKind::profile, "", "team-a"};

std::string review(const std::string& kind, const std::string& resource, const std::string& object) {
    return R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","kind":{"group":"","version":"v1","kind":")" +
           kind + R"("},"resource":{"group":"","version":"v1","resource":")" + resource +
           R"("},"namespace":"team-a","operation":"CREATE","object":)" + object + "}}";
}

std::string pod(const std::string& account) {
    return review(
        "Pod", "pods",
        R"({"metadata":{"name":"p"},"spec":{"serviceAccountName":")" + account + R"(","containers":[{"name":"c"}]}})");
}

std::string account_with(const std::string& role_arn) {
    return review(
        "ServiceAccount", "serviceaccounts",
        R"({"metadata":{"name":"default-editor","annotations":{"eks.amazonaws.com/role-arn":")" + role_arn + R"("}}})");
}

Namespace owned_by(const std::string& uid) {
    Namespace made;
    made.name = "team-a";
    made.has_profile_reference = true;
    made.controllers = {Namespace::ProfileReference{"team-a", uid}};
    return made;
}

Profile profile_with(const std::string& uid, const std::string& role_arn = role) {
    Profile made;
    made.name = "team-a";
    made.uid = uid;
    made.plugin = Plugin{};
    made.plugin->role_arn = role_arn;
    return made;
}

ServiceAccount account_of_age(const std::string& name, std::chrono::seconds age) {
    ServiceAccount made;
    made.namespace_name = "team-a";
    made.name = name;
    made.created = now - age;
    return made;
}

Directory cache() { return Directory(Directory::Absence::unknown); }
Directory team_a() { return cache().with(owned_by("u1")).with(profile_with("u1")); }

core::Reply ask(const std::string& body, const Directory& directory, const std::vector<ObjectKey>& live = {},
                WhenUnknown when = WhenUnknown::ask, const core::mutation::Policy& policy = {}) {
    return core::mutate(body, directory, policy, Knowledge(when, live, now));
}

TEST(LiveReads, OfWhatDoesNotExistSettleIt) {
    const ObjectKey account{ObjectKind::service_account, "team-a", "default-editor"};
    const core::Reply reply = ask(pod("default-editor"), cache(), {name_space, profile, account});
    EXPECT_TRUE(reply.missing.empty());
    EXPECT_EQ(reply.outcome.reason, Reason::no_role);
    EXPECT_EQ(ask(pod("default-editor"), cache(), {name_space, account}).missing, std::vector<ObjectKey>{profile});
}

TEST(LiveReads, PrecedeTheRepairOfAConflict) {
    const std::string other = "arn:aws:iam::111122223333:role/other";
    EXPECT_EQ(ask(account_with(other), team_a()).missing, std::vector<ObjectKey>{profile});
    EXPECT_EQ(ask(account_with(other), team_a(), {}, WhenUnknown::settle).status, 503);
    EXPECT_EQ(ask(account_with(other), team_a(), {profile}).outcome.reason, Reason::repaired);
    // The role that the controller knew already: no conflict at all.
    EXPECT_EQ(ask(account_with(other), team_a().with(profile_with("u1", other)), {profile}).outcome.role, other);
}

TEST(LiveReads, PrecedeADenialButNoWarning) {
    core::mutation::Policy policy;
    policy.on_role_conflict = core::mutation::OnRoleConflict::deny;
    const std::string body = account_with("arn:aws:iam::111122223333:role/other");
    EXPECT_EQ(ask(body, team_a(), {}, WhenUnknown::ask, policy).missing, std::vector<ObjectKey>{profile});
    EXPECT_EQ(ask(body, team_a(), {profile}, WhenUnknown::ask, policy).outcome.reason, Reason::denied);
    policy.on_role_conflict = core::mutation::OnRoleConflict::warn;
    EXPECT_EQ(ask(body, team_a(), {}, WhenUnknown::ask, policy).outcome.reason, Reason::kept);
}

TEST(LiveReads, AreNotNeededWhereNothingConflicts) {
    EXPECT_EQ(ask(account_with(role), team_a()).outcome.reason, Reason::annotated);
    const Directory files = Directory().with(owned_by("u1")).with(profile_with("u1"));
    EXPECT_EQ(ask(account_with("arn:aws:iam::111122223333:role/other"), files).outcome.reason, Reason::repaired);
}

TEST(LiveReads, LookOnceMoreAtAYoungServiceAccountWithoutARole) {
    const ObjectKey other{ObjectKind::service_account, "team-a", "other"};
    const Directory young = team_a().with(account_of_age("other", 9s));
    EXPECT_EQ(ask(pod("other"), young).missing, std::vector<ObjectKey>{other});
    EXPECT_EQ(ask(pod("other"), young, {other}).outcome.reason, Reason::sa_not_managed);
    EXPECT_EQ(ask(pod("other"), young, {}, WhenUnknown::settle).outcome.reason, Reason::sa_not_managed);
    EXPECT_TRUE(ask(pod("other"), team_a().with(account_of_age("other", 10s))).missing.empty());
    EXPECT_TRUE(ask(pod("other"), team_a().with(account_of_age("other", -60s))).missing.empty());
    ServiceAccount with_role = account_of_age("other", 1s);
    with_role.role_arn = role;
    EXPECT_TRUE(ask(pod("other"), team_a().with(with_role)).missing.empty());
    // Rule 1 does not look at its account at all.
    EXPECT_TRUE(ask(pod("default-editor"), team_a().with(account_of_age("default-editor", 1s))).missing.empty());
}

TEST(LiveReads, LookAtBothSidesOfANamespaceThatIsNotItsProfiles) {
    const Directory remade = cache()
                                 .with(owned_by("u2"))
                                 .with(profile_with("u1"))
                                 .with(account_of_age("default-editor", 1h))
                                 .with(account_of_age("other", 1h));
    const std::vector<ObjectKey> both{name_space, profile};
    EXPECT_EQ(ask(pod("default-editor"), remade).missing, both);
    EXPECT_EQ(ask(pod("default-editor"), remade.with(profile_with("u2")), both).outcome.role, role);
    EXPECT_EQ(ask(pod("default-editor"), remade, both).outcome.reason, Reason::not_owned);
    EXPECT_EQ(ask(pod("default-editor"), remade, {}, WhenUnknown::settle).outcome.reason, Reason::not_owned);
    EXPECT_TRUE(ask(pod("other"), remade).missing.empty()) << "the Profile's role is not for this account";
    EXPECT_EQ(ask(account_with(role), remade).missing, both);
    EXPECT_EQ(ask(account_with(role), remade, both).outcome.reason, Reason::not_owned);
}

}  // namespace

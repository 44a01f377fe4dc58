#include "core/profile/directory.hpp"

#include "core/profile/ownership.hpp"
#include "tests/core/profile/objects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace core::profile;
using namespace profile_tests;

TEST(Directory, FindsWhatWasPutInAndNothingElse) {
    Directory directory;
    for (int i = 0; i < 5000; ++i) {
        const std::string name = "ns-" + std::to_string(i);
        directory = directory.with(namespace_named(name))
                        .with(profile_named(name))
                        .with(account_named(name, "b"))
                        .with(account_named(name, "a"));
    }
    EXPECT_EQ(directory.namespace_count(), 5000U);
    EXPECT_EQ(directory.profile_count(), 5000U);
    EXPECT_EQ(directory.service_account_count(), 10'000U);
    for (int i = 0; i < 5000; ++i) {
        const std::string name = "ns-" + std::to_string(i);
        ASSERT_EQ(directory.find_profile(name)->name, name);
        ASSERT_EQ(directory.find_namespace(name)->name, name);
        ASSERT_EQ(directory.find_service_account(name, "a")->name, "a");
        ASSERT_EQ(directory.find_service_account(name, "c"), nullptr);
    }
    EXPECT_EQ(directory.find_profile("ns-5000"), nullptr);
    EXPECT_EQ(directory.find_service_account("ns-5000", "a"), nullptr);
}

TEST(Directory, KeepsOldVersionsAsTheyWere) {
    const Directory one = Directory().with(profile_named("a", "1"));
    const Directory two = one.with(profile_named("a", "2"));
    const Directory none = two.without({ObjectKind::profile, {}, "a"});
    EXPECT_EQ(one.find_profile("a")->uid, "1");
    EXPECT_EQ(two.find_profile("a")->uid, "2");
    EXPECT_EQ(none.find_profile("a"), nullptr);
    EXPECT_EQ(two.profile_count(), 1U);
    EXPECT_EQ(none.profile_count(), 0U);
}

TEST(Directory, SharesWhatDidNotChange) {
    const Directory before =
        Directory().with(profile_named("a")).with(namespace_named("b")).with(account_named("a", "x"));
    const Directory after = before.with(account_named("a", "y"));
    EXPECT_EQ(before.find_profile("a"), after.find_profile("a"));
    EXPECT_EQ(before.find_namespace("b"), after.find_namespace("b"));
    EXPECT_EQ(*before.find_service_account("a", "x"), *after.find_service_account("a", "x"));
}

TEST(Directory, IsTheSameWhenNothingChanged) {
    Profile profile = profile_named("a", "1");
    profile.plugin = Plugin{};
    profile.plugin->role_arn = "arn:aws:iam::111122223333:role/a";
    const Directory before = Directory().with(profile).with(namespace_named("a")).with(account_named("a", "x", "r"));
    EXPECT_TRUE(before.with(profile).same_as(before));
    EXPECT_TRUE(before.with(namespace_named("a")).same_as(before));
    EXPECT_TRUE(before.with(account_named("a", "x", "r")).same_as(before));
    EXPECT_TRUE(before.without({ObjectKind::service_account, "a", "y"}).same_as(before));
    EXPECT_TRUE(before.without({ObjectKind::service_account, "", "a"}).same_as(before));

    profile.plugin->annotate_only = true;
    EXPECT_FALSE(before.with(profile).same_as(before));
    EXPECT_FALSE(before.with(account_named("a", "x")).same_as(before));
    EXPECT_FALSE(before.with(account_named("x", "a")).same_as(before));
    EXPECT_FALSE(before.without({ObjectKind::profile, {}, "a"}).same_as(before));
}

TEST(Directory, GivesAServiceAccountBackAsItWas) {
    ServiceAccount account = account_named("a", "x");
    const auto round_trip = [&account] {
        return *Directory().with(account).find_service_account(account.namespace_name, account.name);
    };
    EXPECT_EQ(round_trip(), account);
    account.created = std::chrono::sys_seconds(std::chrono::seconds(1'795'244'400));
    EXPECT_EQ(round_trip(), account);
    account.created = std::chrono::sys_seconds(std::chrono::seconds(-1));
    account.audience = "";
    EXPECT_EQ(round_trip(), account);
    account.name = std::string(200, 'n');
    account.role_arn = std::string(70'000, 'r');
    account.role_is_copy = true;
    account.audience = "b";
    account.token_expiration = "c";
    account.sts_regional_endpoints = "d";
    EXPECT_EQ(round_trip(), account);
    for (const std::size_t length : {1U, 127U, 128U, 129U, 253U}) {
        account.name = std::string(length, 'n');
        ASSERT_EQ(round_trip(), account) << length;
    }
}

TEST(Directory, RemovesOneKindOnly) {
    const Directory full = Directory()
                               .with(profile_named("a"))
                               .with(namespace_named("a"))
                               .with(account_named("a", "x"))
                               .with(account_named("a", "y"));
    const Directory without_account = full.without({ObjectKind::service_account, "a", "x"});
    EXPECT_EQ(without_account.find_service_account("a", "x"), nullptr);
    EXPECT_NE(without_account.find_service_account("a", "y"), nullptr);
    EXPECT_NE(without_account.find_profile("a"), nullptr);
    const Directory without_namespace = full.without({ObjectKind::name_space, {}, "a"});
    EXPECT_EQ(without_namespace.find_namespace("a"), nullptr);
    EXPECT_EQ(without_namespace.service_account_count(), 2U);
    EXPECT_EQ(full.without({ObjectKind::profile, {}, "z"}).profile_count(), 1U);
}

TEST(Directory, ComesOutTheSameInAnyOrder) {
    std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same order every time
    std::vector<std::string> names;
    for (int i = 0; i < 200; ++i) {
        names.push_back("account-" + std::to_string(i));
    }
    Directory sorted;
    for (const auto& name : names) {
        sorted = sorted.with(account_named("a", name));
    }
    std::ranges::shuffle(names, random);
    Directory shuffled;
    for (const auto& name : names) {
        shuffled = shuffled.with(account_named("a", name));
    }
    for (const auto& name : names) {
        ASSERT_EQ(*sorted.find_service_account("a", name), *shuffled.find_service_account("a", name));
    }
    EXPECT_EQ(sorted.service_account_count(), shuffled.service_account_count());
}

TEST(Ownership, NeedsAControllerReferenceWithNameAndUid) {
    const Profile profile = profile_named("a", "uid-1");
    Namespace name_space = namespace_named("a");
    name_space.has_profile_reference = true;
    name_space.owner_annotation = profile.owner_name;  // counts for nothing beside a reference
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::foreign_reference);
    name_space.controllers = {Namespace::ProfileReference{"a", "uid-1"}};
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::controller_reference);
    name_space.controllers = {Namespace::ProfileReference{"a", "uid-2"}};
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::foreign_reference);
    name_space.controllers = {Namespace::ProfileReference{"b", "uid-1"}};
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::foreign_reference);
    name_space.controllers = {Namespace::ProfileReference{"a", ""}};
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::controller_reference) << "files hold no uids";
}

TEST(Ownership, TakesAnAdoptedNamespaceByItsOwner) {
    Profile profile = profile_named("a", "uid-1");
    Namespace name_space = namespace_named("a");
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::owner_annotation_differs);
    name_space.owner_annotation = profile.owner_name;
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::owner_annotation);
    profile.owner_name = "";
    name_space.owner_annotation = "";
    EXPECT_EQ(decide_ownership(name_space, profile), Ownership::owner_annotation_differs);
}

TEST(Namespace, CountsReferencesOfTheGroupKubeflowOrgAlone) {
    const auto decode = [](const std::string& reference) {
        return decode_namespace(R"({"metadata":{"name":"a","ownerReferences":[)" + reference + "]}}").value();
    };
    EXPECT_FALSE(
        decode(R"({"apiVersion":"kubeflow.org/v1beta1","kind":"Profile","name":"a","uid":"u","controller":true})")
            .controllers.empty());
    EXPECT_TRUE(
        decode(R"({"apiVersion":"kubeflow.org/v1","kind":"Profile","name":"a","uid":"u"})").controllers.empty());
    EXPECT_TRUE(
        decode(R"({"apiVersion":"kubeflow.org/v1","kind":"Profile","name":"a","uid":"u"})").has_profile_reference);
    EXPECT_FALSE(decode(R"({"apiVersion":"evil.org/v1","kind":"Profile","name":"a","uid":"u","controller":true})")
                     .has_profile_reference);
    EXPECT_FALSE(decode(R"({"apiVersion":"kubeflow.org.evil/v1","kind":"Profile","name":"a","controller":true})")
                     .has_profile_reference);
    EXPECT_FALSE(decode(R"({"apiVersion":"kubeflow.org/v1","kind":"Notebook","name":"a","controller":true})")
                     .has_profile_reference);
}

TEST(Namespace, IsNotDecodedFromNonsense) {
    EXPECT_EQ(decode_namespace("[]").error().detail, "(the document) must be an object");
    EXPECT_EQ(decode_namespace(R"({"metadata":{"name":"a","labels":[]}})").error().detail,
              "/metadata/labels must be an object");
    EXPECT_EQ(decode_service_account(R"({"metadata":{"name":"a"}})", "p").error().detail,
              "/metadata/namespace is missing");
}

}  // namespace

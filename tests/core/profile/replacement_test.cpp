#include "core/profile/replacement.hpp"

#include "tests/core/profile/objects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace core::profile;
using namespace profile_tests;

/// All that a directory holds, by name: what two directories are compared by.
struct Contents {
    std::map<std::string, Profile> profiles;
    std::map<std::string, Namespace> namespaces;
    std::map<std::string, ServiceAccount> accounts;

    friend bool operator==(const Contents&, const Contents&) = default;
};

std::string name_of(const ServiceAccount& account) { return account.namespace_name + "/" + account.name; }

Contents contents_of(const Directory& directory) {
    Contents contents;
    directory.for_each_profile([&](const Profile& each) { contents.profiles.emplace(each.name, each); });
    directory.for_each_namespace([&](const Namespace& each) { contents.namespaces.emplace(each.name, each); });
    directory.for_each_service_account(
        [&](const ServiceAccount& each) { contents.accounts.emplace(name_of(each), each); });
    EXPECT_EQ(directory.profile_count(), contents.profiles.size());
    EXPECT_EQ(directory.namespace_count(), contents.namespaces.size());
    EXPECT_EQ(directory.service_account_count(), contents.accounts.size());
    for (const auto& [name, account] : contents.accounts) {
        EXPECT_EQ(*directory.find_service_account(account.namespace_name, account.name), account);
    }
    return contents;
}

Directory small_cluster() {
    return Directory()
        .with(profile_named("a", "1"))
        .with(profile_named("b", "1"))
        .with(namespace_named("a"))
        .with(account_named("a", "x"))
        .with(account_named("a", "y", "role"));
}

TEST(Replacement, ReplacesOneKindAndLeavesTheOthers) {
    const Directory before = small_cluster();
    Replacement replacement(ObjectKind::service_account, before);
    replacement.put(account_named("a", "y", "other"));
    replacement.put(account_named("c", "z"));
    EXPECT_EQ(replacement.size(), 2U);
    const Directory after = std::move(replacement).finish(before);

    Contents expected = contents_of(before);
    expected.accounts = {{"a/y", account_named("a", "y", "other")}, {"c/z", account_named("c", "z")}};
    EXPECT_EQ(contents_of(after), expected);
    EXPECT_EQ(before.find_profile("a"), after.find_profile("a"));
    EXPECT_EQ(before.find_namespace("a"), after.find_namespace("a"));
    EXPECT_NE(before.find_service_account("a", "x"), nullptr) << "the old directory is as it was";
}

TEST(Replacement, OfAllKindsByNothingLeavesNothing) {
    Directory directory = small_cluster();
    for (const ObjectKind kind : {ObjectKind::profile, ObjectKind::name_space, ObjectKind::service_account}) {
        directory = Replacement(kind, directory).finish(directory);
    }
    EXPECT_EQ(contents_of(directory), Contents{});
}

TEST(Replacement, KeepsTheObjectOfBeforeThatCannotBeRead) {
    const Directory before = small_cluster();
    Replacement replacement(ObjectKind::profile, before);
    replacement.keep({ObjectKind::profile, {}, "a"});
    replacement.keep({ObjectKind::profile, {}, "never-seen"});
    EXPECT_EQ(replacement.size(), 1U);
    const Directory after = std::move(replacement).finish(before);
    EXPECT_EQ(after.find_profile("a"), before.find_profile("a"));
    EXPECT_EQ(after.find_profile("b"), nullptr);
}

TEST(Replacement, TakesTheLaterOfTwoAndForgetsWhatIsRemoved) {
    const Directory before = small_cluster();
    Replacement replacement(ObjectKind::profile, before);
    replacement.put(profile_named("c", "1"));
    replacement.put(profile_named("c", "2"));
    replacement.put(profile_named("d"));
    replacement.remove({ObjectKind::profile, {}, "d"});
    replacement.remove({ObjectKind::profile, {}, "a"});
    EXPECT_EQ(replacement.size(), 1U);
    const Directory after = std::move(replacement).finish(before);
    EXPECT_EQ(after.profile_count(), 1U);
    EXPECT_EQ(after.find_profile("c")->uid, "2");
}

TEST(Replacement, GoesIntoAnotherDirectoryThanTheOneItIsComparedWith) {
    const Directory before = small_cluster();
    Replacement replacement(ObjectKind::profile, before);
    replacement.put(profile_named("a", "1"));
    const Directory current = before.with(profile_named("e")).with(account_named("e", "new"));
    const Directory after = std::move(replacement).finish(current);
    EXPECT_EQ(after.profile_count(), 1U) << "the list is newer than the event";
    EXPECT_EQ(after.find_profile("a"), before.find_profile("a"));
    EXPECT_NE(after.find_service_account("e", "new"), nullptr);
    EXPECT_EQ(after.absence_is_known(), current.absence_is_known());
}

TEST(Replacement, OfAnUnchangedClusterIsTheSameDirectory) {
    Directory before(Directory::Absence::unknown);
    for (int i = 0; i < 3000; ++i) {
        before = before.with(account_named("ns-" + std::to_string(i % 300), "account-" + std::to_string(i / 300)));
    }
    Replacement replacement(ObjectKind::service_account, before);
    for (int i = 2999; i >= 0; --i) {
        replacement.put(account_named("ns-" + std::to_string(i % 300), "account-" + std::to_string(i / 300)));
    }
    EXPECT_TRUE(std::move(replacement).finish(before).same_as(before));
}

TEST(Replacement, SharesTheObjectsThatDidNotChange) {
    const Directory before = small_cluster();
    Replacement replacement(ObjectKind::profile, before);
    replacement.put(profile_named("b", "2"));
    replacement.put(profile_named("a", "1"));
    const Directory after = std::move(replacement).finish(before);
    EXPECT_FALSE(after.same_as(before));
    EXPECT_EQ(after.find_profile("a"), before.find_profile("a"));
    EXPECT_NE(after.find_profile("b"), before.find_profile("b"));
}

/// A list in which each of 40 names is there or not, each object one of two.
std::vector<ServiceAccount> random_list(std::mt19937& random) {
    std::vector<ServiceAccount> list;
    for (unsigned i = 0; i < 40; ++i) {
        if (random() % 2 == 0) {
            list.push_back(account_named("ns-" + std::to_string(i % 4), "account-" + std::to_string(i / 4),
                                         random() % 2 == 0 ? "" : "role"));
        }
    }
    return list;
}

TEST(Replacement, DoesWhatAMapDoesOnAnySequence) {
    std::mt19937 random(11);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same sequences every time
    Directory directory;
    std::map<std::string, ServiceAccount> model;
    std::vector<std::pair<Directory, Contents>> history;
    for (int round = 0; round < 300; ++round) {
        std::vector<ServiceAccount> list = random_list(random);
        std::ranges::shuffle(list, random);
        if (round % 3 == 0) {
            Replacement replacement(ObjectKind::service_account, directory);
            model.clear();
            for (const ServiceAccount& account : list) {
                replacement.put(account);
                model.insert_or_assign(name_of(account), account);
            }
            EXPECT_EQ(replacement.size(), model.size());
            directory = std::move(replacement).finish(directory);
        } else {
            for (const ServiceAccount& account : list) {
                if (random() % 2 == 0) {
                    directory = directory.with(account);
                    model.insert_or_assign(name_of(account), account);
                } else {
                    directory = directory.without({ObjectKind::service_account, account.namespace_name, account.name});
                    model.erase(name_of(account));
                }
            }
        }
        ASSERT_EQ(contents_of(directory).accounts, model);
        history.emplace_back(directory, contents_of(directory));
    }
    for (const auto& [snapshot, contents] : history) {
        ASSERT_EQ(contents_of(snapshot), contents) << "an old snapshot changed";
    }
}

}  // namespace

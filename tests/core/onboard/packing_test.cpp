#include "core/onboard/packing.hpp"

#include "core/iam/trust_policy/edit/capacity.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace core::onboard {
namespace {

Settings settings(const std::string& audience = "sts.amazonaws.com") {
    return {.provider = {"aws", "111122223333", "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"},
            .audience = audience};
}

std::vector<SubjectGroup> single(std::size_t count) {
    std::vector<SubjectGroup> groups;
    for (std::size_t i = 0; i < count; ++i) groups.push_back({{"team-" + std::to_string(100 + i), "default-editor"}});
    return groups;
}

TEST(OnboardPacking, SizeIsWhatIamCounts) {
    const std::vector<iam::Subject> one = {{"team-a", "default-editor"}};
    const std::string compact =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":)"
        R"("arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"},)"
        R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{)"
        R"("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud":"sts.amazonaws.com",)"
        R"("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub":)"
        R"("system:serviceaccount:team-a:default-editor"}}}]})";
    EXPECT_EQ(trust_policy_size(settings(), one), compact.size());
}

TEST(OnboardPacking, AgreesWithTheCapacityOfANewDocument) {
    for (const std::size_t quota : iam::trust_policy::edit::quotas) {
        const std::size_t capacity = iam::trust_policy::edit::capacity_of_new_document(
            {.provider = settings().provider, .subject = {"team-100", "default-editor"}}, quota);
        EXPECT_EQ(roles_needed(settings(), single(capacity), quota), 1U) << quota;
        EXPECT_EQ(roles_needed(settings(), single(capacity + 1), quota), 2U) << quota;
        EXPECT_EQ(roles_needed(settings(), single(3 * capacity), quota), 3U) << quota;
    }
}

TEST(OnboardPacking, AGroupStaysTogether) {
    SubjectGroup many;
    for (int i = 0; i < 25; ++i) many.push_back({"team-a", "account-" + std::to_string(10 + i)});
    const std::vector<SubjectGroup> three(3, many);
    ASSERT_LE(trust_policy_size(settings(), many), 2048U);
    EXPECT_EQ(roles_needed(settings(), three, 2048), 3U) << "two of them fit into no role";
    EXPECT_EQ(roles_needed(settings(), {}, 2048), 0U);
    EXPECT_EQ(roles_needed(settings(), single(2), 10), 2U) << "too large for any role: one each";
}

/// A bin is never overfull: groups that are said to fit into one role do, when the document is really rendered.
TEST(OnboardPacking, WhatFitsIntoOneRoleDoesWhenItIsRendered) {
    constexpr std::uint32_t seed = 71;
    std::mt19937 random(seed);
    int edges = 0;
    for (int round = 0; round < 3'000; ++round) {
        std::vector<SubjectGroup> groups(1 + random() % 4);
        std::vector<iam::Subject> all;
        for (auto& group : groups) {
            for (std::size_t i = 1 + random() % 2; i > 0; --i)
                group.push_back({std::string(1 + random() % 20, 'n'),
                                 random() % 4 == 0 ? "ws-*" : std::string(1 + random() % 20, 'a')});
            all.insert(all.end(), group.begin(), group.end());
        }
        const std::size_t size = trust_policy_size(settings("aud"), all);
        const std::size_t quota = size - 1 + random() % 3;
        const bool is_one = roles_needed(settings("aud"), groups, quota) == 1;
        ASSERT_EQ(is_one, groups.size() == 1 || size <= quota) << "seed " << seed << " round " << round;
        edges += size == quota + 1 ? 1 : 0;
    }
    EXPECT_GT(edges, 500) << "the edge is met";
}

}  // namespace
}  // namespace core::onboard

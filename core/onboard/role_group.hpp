#pragma once

#include "core/onboard/packing.hpp"
#include "core/onboard/request.hpp"

#include <span>
#include <string>
#include <vector>

namespace core::onboard {

/// A role and the Profiles that use it, in their order; at least one.
struct RoleGroup {
    std::vector<const Onboarding*> members;

    [[nodiscard]] const Onboarding& first() const { return *members.front(); }
    [[nodiscard]] bool is_shared() const { return members.size() > 1; }
    [[nodiscard]] std::vector<iam::Subject> subjects() const;
    /// Their places on S3, each once; empty when none of them has access.
    [[nodiscard]] std::vector<S3Grant> grants() const;
};

/// The roles of these Profiles, in the order in which they are first named; Profiles that name the same role share it.
/// The groups point into `onboardings`. Complaints name the places of both: a Profile that is there twice, role names
/// that are one to IAM (it does not tell upper from lower case) but are not written alike, one role with two paths, a
/// trust policy over the quota (with how many roles it takes), an S3 policy over the quota of inline policies.
[[nodiscard]] std::vector<RoleGroup> group_roles(std::span<const Onboarding> onboardings, const Settings& settings,
                                                 std::vector<std::string>& complaints);

/// What is no mistake but should be known: Profiles with roles of their own that can reach each other's objects,
/// service accounts without default-editor, more roles than IAM's default of 1,000 an account.
[[nodiscard]] std::vector<std::string> warnings_of(std::span<const Onboarding> onboardings,
                                                   std::span<const RoleGroup> groups);

}  // namespace core::onboard

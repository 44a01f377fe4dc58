#pragma once

#include "core/onboard/file.hpp"
#include "core/onboard/role_group.hpp"
#include "core/onboard/script.hpp"

#include <span>
#include <string>
#include <vector>

namespace core::onboard {

/// What `onboard` writes or prints.
struct Plan {
    std::vector<File> documents{};  ///< what the scripts name
    std::vector<File> scripts{};    ///< the last one runs everything
    std::string whole_script{};     ///< everything in one text
    std::string summary{};          ///< lines for a person; may be empty
};

/// For one Profile: trust.json, s3_policy.json (not without access), profile_iam.yaml, apply.sh.
[[nodiscard]] Plan plan_profile(const Onboarding& onboarding, const Settings& settings);

/// For many: a folder for each Profile with the same four files, `roles/<role>/` with the policies of a role that
/// several share, and apply.sh, which runs everything in order. The summary says how many roles there are, and how many
/// there would have to be if Profiles shared them. The groups are those of group_roles, without complaints.
[[nodiscard]] Plan plan_platform(std::span<const Onboarding> onboardings, std::span<const RoleGroup> groups,
                                 const Settings& settings);

}  // namespace core::onboard

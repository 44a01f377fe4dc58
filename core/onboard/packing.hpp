#pragma once

#include "core/iam/subject.hpp"
#include "core/onboard/settings.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace core::onboard {

/// The subjects that must stay in one role: those of a Profile.
using SubjectGroup = std::vector<iam::Subject>;

/// What a trust policy with these subjects alone counts in IAM. At least one subject.
[[nodiscard]] std::size_t trust_policy_size(const Settings& settings, std::span<const iam::Subject> subjects);

/// How many roles hold all these groups when a trust policy may have `quota` characters, each filled as far as it goes,
/// large groups first (first-fit decreasing: at most a fifth or so more than the fewest possible). A group too large
/// for any role counts as one. Every group has at least one subject.
[[nodiscard]] std::size_t roles_needed(const Settings& settings, std::span<const SubjectGroup> groups,
                                       std::size_t quota);

}  // namespace core::onboard

#pragma once

#include "core/mutation/policy.hpp"
#include "core/profile/profile.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core::mutation {

/// Longest warning in code points: kube-apiserver passes 256, but only 120 are advised (product.md, "The answer").
inline constexpr std::size_t max_warning_length = 120;

/// Most warnings in one answer: a Pod of hostile size must not make a list to match.
inline constexpr std::size_t max_warnings = 100;

/// Appends a warning, cut to 120 code points and with blanks for control characters, unless the same one is there
/// already or the list is full.
void add_warning(std::vector<std::string>& warnings, std::string_view warning);

/// At most `limit` code points of a role ARN: when it is longer, its end, which names the role, behind `…`.
[[nodiscard]] std::string shorten_role(std::string_view role, int limit);

/// The two warnings that come from more than one place, in one wording.
[[nodiscard]] std::string invalid_plugin_warning(std::string_view profile, std::string_view why);
[[nodiscard]] std::string refused_annotation_warning(std::string_view service_account, bool is_not_allowed,
                                                     const Policy& policy);

}  // namespace core::mutation

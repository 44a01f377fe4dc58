#pragma once

#include <string_view>

namespace core::iam::trust_policy {

/// The one action of STS that takes a web identity token.
inline constexpr std::string_view web_identity_action = "sts:AssumeRoleWithWebIdentity";

/// Whether a pattern of `Action` names that action: `*` and `?` are wildcards, case does not count.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
[[nodiscard]] bool matches_web_identity_action(std::string_view pattern);

}  // namespace core::iam::trust_policy

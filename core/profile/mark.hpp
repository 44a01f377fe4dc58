#pragma once

#include <string_view>

namespace core::profile {

/// Written beside every role annotation that we write: the role is a copy, so that a role which is withdrawn from the
/// Profile or the flag is withdrawn (product.md, "Which role does a Pod get").
inline constexpr std::string_view mark_prefix = "profile-iam-webhook.kubeflow.org";
inline constexpr std::string_view mark_name = "role-from";
inline constexpr std::string_view role_from_annotation = "profile-iam-webhook.kubeflow.org/role-from";
inline constexpr std::string_view role_from_profile = "profile";
inline constexpr std::string_view role_from_default = "default";

/// Whether the annotation's value is one that we write.
[[nodiscard]] constexpr bool is_role_from_mark(std::string_view value) {
    return value == role_from_profile || value == role_from_default;
}

}  // namespace core::profile

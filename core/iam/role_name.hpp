#pragma once

#include "core/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace core::iam {

/// Most characters of a role's name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
inline constexpr std::size_t max_role_name = 64;

/// What is wrong with the name of a role, for a person; empty when nothing is: 1..64 of `[A-Za-z0-9+=,.@_-]`.
[[nodiscard]] std::string role_name_complaint(std::string_view name);

/// What is wrong with the path of a role, for a person; empty when nothing is: it begins and ends with a slash, at most
/// 512 of `!`..`~` without `*` and `?`, no two slashes in a row.
[[nodiscard]] std::string role_path_complaint(std::string_view path);

/// `name` when it has at most 64 characters; else its beginning, a dash and ten hexadecimal digits of the whole name,
/// 64 characters in all, so that two long names which begin alike stay two. Always the same for the same name.
[[nodiscard]] std::string cut_role_name(std::string_view name);

}  // namespace core::iam

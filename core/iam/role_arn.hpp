#pragma once

#include <string_view>

namespace core::iam {

/// Whether `text` is the ARN of an IAM role: `arn:<partition>:iam::<12 digits>:role/<path and name>`.
///
/// Partitions: `aws` and every `aws-...` of lower-case letters, digits and dashes (`aws-cn`, `aws-us-gov`, `aws-iso-b`,
/// `aws-eusc`, later ones). Name: 1..64 of `[A-Za-z0-9+=,.@_-]`. Path, from the slash after `role` to the slash before
/// the name: characters `!`..`~` without `*` and `?`, at most 512. Nothing is trimmed.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
[[nodiscard]] bool is_role_arn(std::string_view text);

/// The partition of a role ARN: `aws`, `aws-cn`, ... Empty when `text` is not a role ARN.
[[nodiscard]] std::string_view partition_of(std::string_view role_arn);

}  // namespace core::iam

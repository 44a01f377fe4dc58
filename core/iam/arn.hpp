#pragma once

#include <optional>
#include <string_view>

namespace core::iam {

/// The parts of an Amazon Resource Name of IAM, `arn:<partition>:iam::<account id>:<resource>`. IAM has no region, so
/// that field is empty. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
struct Arn {
    std::string_view partition;   ///< not checked; see is_partition
    std::string_view account_id;  ///< not checked; see is_account_id
    std::string_view resource;    ///< all that follows, colons included
};

/// Takes an ARN of IAM apart; the views are into `text`. Nothing when it does not have this form.
[[nodiscard]] std::optional<Arn> split_arn(std::string_view text);

/// `aws` and every `aws-...` of lower-case letters, digits and dashes.
[[nodiscard]] bool is_partition(std::string_view text);

/// Whether the text is twelve digits.
[[nodiscard]] bool is_account_id(std::string_view text);

}  // namespace core::iam

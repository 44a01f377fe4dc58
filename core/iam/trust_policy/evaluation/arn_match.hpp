#pragma once

#include "core/iam/trust_policy/wildcard.hpp"

namespace core::iam::trust_policy::evaluation {

/// Whether an ARN matches a pattern part by part: six parts with colons between them, the last is all the rest; each
/// may hold wildcards, and none reaches into the next part. What has fewer parts matches nothing.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
[[nodiscard]] bool matches_arn(CharactersView arn, CharactersView pattern);

}  // namespace core::iam::trust_policy::evaluation

#pragma once

#include "core/iam/trust_policy/evaluation/condition_operator.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "core/iam/trust_policy/evaluation/policy_variable.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy::evaluation {

/// Whether one value of the request matches one of the policy's; negation is the caller's. What cannot be read as the
/// operator's type matches nothing. Variables are filled in for strings and ARNs alone; a key of one that is not known
/// makes it depend, and goes to `unknown_keys`.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-conditionelement
[[nodiscard]] Answer match_value(const ConditionOperator& op, std::string_view requested, std::string_view wanted,
                                 const Reading& reading, std::vector<std::string>& unknown_keys);

}  // namespace core::iam::trust_policy::evaluation

#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/evaluation/condition_match.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include <cstddef>
#include <string>

namespace core::iam::trust_policy::evaluation {

/// Most characters of a reason: the condition key of an Amazon EKS issuer and two subjects, or two ARNs, have room.
inline constexpr std::size_t longest_reason = 240;

// Each says in one line for a person why a statement does not apply (or may not): what it asks for and what is there
// instead. Values are cut, and at most three named, so that none is longer than longest_reason.

/// `Federated is arn:a and 2 more, not arn:b`.
[[nodiscard]] std::string principal_reason(const Statement& statement, const Claims& claims);
/// `Action is sts:AssumeRole, not sts:AssumeRoleWithWebIdentity`.
[[nodiscard]] std::string action_reason(const Statement& statement);
/// `StringEquals <key> asks for a, b, c and 12 more; the request has d`.
[[nodiscard]] std::string condition_reason(const Condition& condition, const ConditionAnswer& answer,
                                           const RequestContext& context);

}  // namespace core::iam::trust_policy::evaluation

#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"

namespace core::iam::trust_policy::evaluation {

/// Whether one entry means everybody: `*` alone, of AWS or of Federated.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
[[nodiscard]] bool is_everybody(const Principal& principal);

/// Whether the statement's Principal (or NotPrincipal) lets tokens of the claims' identity provider through: everybody,
/// or its ARN byte for byte. Without Claims::provider_arn any provider of the same issuer will do.
[[nodiscard]] bool matches_principal(const Statement& statement, const Claims& claims);

}  // namespace core::iam::trust_policy::evaluation

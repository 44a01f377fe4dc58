#pragma once

#include "core/iam/trust_policy/document.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace core::iam::trust_policy::evaluation {

/// What STS knows of a caller of AssumeRoleWithWebIdentity.
struct Claims {
    std::string issuer;          ///< `iss` without `https://`
    std::string provider_arn{};  ///< of the identity provider; empty: that of this issuer in whatever account the
                                 ///< document names
    std::string subject;         ///< `sub`
    std::string audience;        ///< `aud`
    /// Further condition keys of the request that are known, e.g. `aws:SourceIp`; compared without regard to case. An
    /// empty list: known to be absent. Keys that are neither here nor claims of the token are unknown.
    std::map<std::string, std::vector<std::string>> context{};
};

/// Three-valued, because a document may ask for what a token does not say (`aws:SourceIp`).
enum class Answer { no, yes, depends };

/// allowed: a statement lets the caller in and none denies. denied: a Deny statement keeps him out. refused: no
/// statement lets him in. depends: it turns on condition keys that are not known here.
enum class Verdict { allowed, denied, refused, depends };

[[nodiscard]] const char* to_string(Verdict verdict);
[[nodiscard]] const char* to_string(Answer answer);

/// What one statement says, and why it does not apply (or may not).
struct StatementVerdict {
    std::size_t number = 1;  ///< Statement::number
    Effect effect = Effect::allow;
    Answer applies = Answer::no;
    /// One line each, for a person; what is missing: `the subject system:serviceaccount:a:b is none of the 3 of
    /// StringEquals <key>`.
    std::vector<std::string> reasons{};
};

/// What a document says of a caller.
struct Evaluation {
    Verdict verdict = Verdict::refused;
    std::optional<std::size_t> decided_by{};  ///< number of the first statement that allows or denies
    std::vector<StatementVerdict> statements{};
    std::vector<std::string> unknown_keys{};  ///< condition keys that the verdict depends on, each once, as written
};

/// Would STS let this caller in? As IAM evaluates: a Deny that applies wins, else an Allow that applies is needed; all
/// conditions of a statement must be fulfilled; of several values one (of a negated operator: none) must match; a key
/// that is absent fulfils negated operators, `...IfExists` and `ForAllValues:`, and no other; `ForAnyValue:` needs the
/// key, with `IfExists` too. Condition keys, action names and operator names are compared without regard to case, ARNs
/// and values as the operator says.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
[[nodiscard]] Evaluation evaluate(const Document& document, const Claims& claims);

}  // namespace core::iam::trust_policy::evaluation

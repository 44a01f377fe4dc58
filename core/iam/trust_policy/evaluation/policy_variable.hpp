#pragma once

#include "core/iam/trust_policy/evaluation/request_context.hpp"
#include "core/iam/trust_policy/wildcard.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy::evaluation {

/// How a value of the policy is read.
struct Reading {
    const RequestContext& context;
    bool has_variables = true;  ///< Document::has_policy_variables
};

/// A value of the policy with its variables filled in.
struct Expansion {
    /// yes: `characters` is the value. no: a variable of a key that is absent or has several values, so that nothing
    /// can match. depends: keys that are not known.
    Answer is_known = Answer::yes;
    Characters characters{};
    std::vector<std::string> unknown_keys{};
};

/// Fills in `${key}` and `${key, 'default'}` as plain text, also `${*}`, `${?}` and `${$}`; what has another form stays
/// as it is. `*` and `?` elsewhere are wildcards when `has_wildcards`, else characters.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
[[nodiscard]] Expansion expand_variables(std::string_view value, const Reading& reading, bool has_wildcards);

}  // namespace core::iam::trust_policy::evaluation

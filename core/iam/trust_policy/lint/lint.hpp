#pragma once

#include "core/iam/trust_policy/finding.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace core::iam::trust_policy::lint {

/// What a document is held against.
struct Expectations {
    std::vector<std::string> providers{};  ///< ARNs or issuers that are known; empty: any
    std::string account_id{};              ///< of the role; empty: not known
    std::string audience = "sts.amazonaws.com";
    std::size_t quota = 2048;  ///< characters as IAM counts them
};

/// Everything that is wrong with the text of a trust policy, in the order of the text. Never fails: what cannot be read
/// is a finding.
[[nodiscard]] std::vector<Finding> lint(const std::string& text, const Expectations& expectations);

/// One rule of `lint`, for documentation and `--help`.
struct Rule {
    const char* code;
    Severity severity;
    const char* meaning;  ///< one line
};

/// All rules in the order of their documentation.
[[nodiscard]] const std::vector<Rule>& rules();

}  // namespace core::iam::trust_policy::lint

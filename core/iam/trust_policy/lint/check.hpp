#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/lint/lint.hpp"
#include "core/iam/trust_policy/lint/report.hpp"
#include "core/iam/trust_policy/lint/view.hpp"

#include <string_view>
#include <vector>

namespace core::iam::trust_policy::lint {

/// What the rules look at, and where they write.
struct Context {
    const Document& document;
    const Expectations& expectations;
    const std::vector<StatementView>& views;
    Report& report;
};

// Each looks for its mistakes in the whole document; `rules()` names them.

/// Version, unknown members, Resource: what can be seen without knowing what statements mean.
void check_elements(const Context& context);
void check_sids_and_lists(const Context& context);
/// Names that a shell or a template engine should have replaced.
void check_placeholders(const Context& context);
/// NotPrincipal, wildcards and types of principals.
void check_principals(const Context& context);
/// ARNs of Federated principals, against each other and against what is expected.
void check_providers(const Context& context);
void check_actions(const Context& context);
/// Operators and empty conditions.
void check_conditions(const Context& context);
/// Keys of tokens: issuers, claims, operators that are too weak for them.
void check_claims(const Context& context);
/// Statements that let in everybody who has a token.
void check_openness(const Context& context);
void check_audiences(const Context& context);
/// The form of each subject.
void check_subjects(const Context& context);
/// Subjects that stand twice, are let in twice, or are denied elsewhere.
void check_repetitions(const Context& context);
/// Length against the quota.
void check_size(const Context& context);

/// The characters that IAM refuses in a document, without any tree: the text need not be JSON. It refuses all but tab,
/// line feed, carriage return and U+0020..U+00FF.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
[[nodiscard]] std::vector<Finding> check_characters(std::string_view text);

}  // namespace core::iam::trust_policy::lint

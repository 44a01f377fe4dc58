#include "core/iam/trust_policy/lint/operator.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/text/pattern.hpp"

#include <algorithm>
#include <array>

namespace core::iam::trust_policy::lint {

bool is_true_without_key(const evaluation::ConditionOperator& op) {
    return op.is_negated || op.is_if_exists || op.quantifier == evaluation::Quantifier::for_all_values;
}

bool can_lack_key(const Condition& condition, const evaluation::ConditionOperator& op) {
    const auto is_true = [](const Scalar& value) { return is_same_key(value.text, "true"); };
    return op.comparison == evaluation::Comparison::null ? std::ranges::any_of(condition.values, is_true)
                                                         : is_true_without_key(op);
}

bool compares_text(const evaluation::ConditionOperator& op) {
    return op.comparison == evaluation::Comparison::string ||
           op.comparison == evaluation::Comparison::string_ignoring_case ||
           op.comparison == evaluation::Comparison::pattern;
}

bool wants_text(const evaluation::ConditionOperator& op) { return compares_text(op) && !op.is_negated; }

bool fits(const evaluation::ConditionOperator& op, std::string_view text, std::string_view value) {
    switch (op.comparison) {
        case evaluation::Comparison::string: return text == value;
        case evaluation::Comparison::string_ignoring_case: return is_same_key(text, value);
        case evaluation::Comparison::pattern: return text::matches_pattern(text, value);
        default: return false;
    }
}

std::span<const std::string_view> operator_names() {
    static constexpr std::array<std::string_view, 27> names = {"StringEquals",
                                                               "StringNotEquals",
                                                               "StringLike",
                                                               "StringNotLike",
                                                               "StringEqualsIgnoreCase",
                                                               "StringNotEqualsIgnoreCase",
                                                               "NumericEquals",
                                                               "NumericNotEquals",
                                                               "NumericLessThan",
                                                               "NumericLessThanEquals",
                                                               "NumericGreaterThan",
                                                               "NumericGreaterThanEquals",
                                                               "DateEquals",
                                                               "DateNotEquals",
                                                               "DateLessThan",
                                                               "DateLessThanEquals",
                                                               "DateGreaterThan",
                                                               "DateGreaterThanEquals",
                                                               "Bool",
                                                               "BinaryEquals",
                                                               "IpAddress",
                                                               "NotIpAddress",
                                                               "ArnEquals",
                                                               "ArnLike",
                                                               "ArnNotEquals",
                                                               "ArnNotLike",
                                                               "Null"};
    return names;
}

}  // namespace core::iam::trust_policy::lint

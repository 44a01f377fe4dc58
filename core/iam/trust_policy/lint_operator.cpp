#include "core/iam/trust_policy/lint_operator.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/text/pattern.hpp"

#include <algorithm>
#include <array>

namespace core::iam::trust_policy {

bool is_true_without_key(const ConditionOperator& op) {
    return op.is_negated || op.is_if_exists || op.quantifier == Quantifier::for_all_values;
}

bool can_lack_key(const Condition& condition, const ConditionOperator& op) {
    const auto is_true = [](const Scalar& value) { return is_same_key(value.text, "true"); };
    return op.comparison == Comparison::null ? std::ranges::any_of(condition.values, is_true) : is_true_without_key(op);
}

bool compares_text(const ConditionOperator& op) {
    return op.comparison == Comparison::string || op.comparison == Comparison::string_ignoring_case ||
           op.comparison == Comparison::pattern;
}

bool wants_text(const ConditionOperator& op) { return compares_text(op) && !op.is_negated; }

bool fits(const ConditionOperator& op, std::string_view text, std::string_view value) {
    switch (op.comparison) {
        case Comparison::string: return text == value;
        case Comparison::string_ignoring_case: return is_same_key(text, value);
        case Comparison::pattern: return text::matches_pattern(text, value);
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

}  // namespace core::iam::trust_policy

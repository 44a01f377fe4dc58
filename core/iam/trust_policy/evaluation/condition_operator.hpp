#pragma once

#include <optional>
#include <string_view>

namespace core::iam::trust_policy::evaluation {

/// What an operator compares its values as.
enum class Comparison { string, string_ignoring_case, pattern, arn, boolean, null, number, date, address, binary };

/// Of a request's value to the policy's; all but numbers and dates know `equal` alone.
enum class Relation { equal, less, less_or_equal, greater, greater_or_equal };

/// How the values of a key that may have several are asked for.
enum class Quantifier { none, for_all_values, for_any_value };

/// The operator of a condition, taken apart.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
struct ConditionOperator {
    Comparison comparison = Comparison::string;
    Relation relation = Relation::equal;
    bool is_negated = false;  ///< `StringNotEquals`: fulfilled when no value matches
    Quantifier quantifier = Quantifier::none;
    bool is_if_exists = false;  ///< `...IfExists`

    friend bool operator==(const ConditionOperator&, const ConditionOperator&) = default;
};

/// Reads `ForAnyValue:StringNotLikeIfExists`; case does not count. Nothing when IAM has no such operator, as
/// `NullIfExists`. `Null` asks for the key itself, so that a set operator before it changes nothing.
[[nodiscard]] std::optional<ConditionOperator> decode_condition_operator(std::string_view name);

}  // namespace core::iam::trust_policy::evaluation

#include "core/iam/trust_policy/evaluation/condition_match.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/evaluation/answer.hpp"
#include "core/iam/trust_policy/evaluation/condition_operator.hpp"
#include "core/iam/trust_policy/evaluation/value_match.hpp"

#include <algorithm>

namespace core::iam::trust_policy::evaluation {
namespace {

Answer match_null(const Condition& condition, Presence presence) {
    const std::string_view wanted = presence == Presence::absent ? "true" : "false";
    return answer_of(std::ranges::any_of(condition.values,
                                         [wanted](const Scalar& value) { return is_same_key(value.text, wanted); }));
}

/// A set of no values: all of them are right, and none is.
Answer match_absent(const ConditionOperator& op) {
    if (op.quantifier == Quantifier::for_any_value) {
        return Answer::no;
    }
    return answer_of(op.quantifier == Quantifier::for_all_values || op.is_if_exists || op.is_negated);
}

/// Several values without a set operator: a positive operator wants one that is right, a negated one that all are.
bool wants_all(const ConditionOperator& op) {
    return op.quantifier == Quantifier::for_all_values || (op.quantifier == Quantifier::none && op.is_negated);
}

}  // namespace

ConditionAnswer match_condition(const Condition& condition, const Reading& reading) {
    const auto op = decode_condition_operator(condition.operator_name);
    if (!op) {
        return {.is_fulfilled = Answer::depends, .is_known_operator = false};
    }
    const KeyValues found = reading.context.find(condition.key);
    if (found.presence == Presence::unknown) {
        return {.is_fulfilled = Answer::depends, .unknown_keys = {condition.key}};
    }
    if (op->comparison == Comparison::null) {
        return {match_null(condition, found.presence)};
    }
    if (found.presence == Presence::absent) {
        return {match_absent(*op)};
    }
    ConditionAnswer answer;
    const auto is_right = [&](std::string_view requested) {
        const Answer matches = any_of(condition.values, [&](const Scalar& wanted) {
            return match_value(*op, requested, wanted.text, reading, answer.unknown_keys);
        });
        return op->is_negated ? negated(matches) : matches;
    };
    answer.is_fulfilled = wants_all(*op) ? all_of(found.values, is_right) : any_of(found.values, is_right);
    return answer;
}

}  // namespace core::iam::trust_policy::evaluation

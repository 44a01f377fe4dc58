#include "core/iam/trust_policy/evaluation/condition_operator.hpp"

#include "core/iam/oidc_provider.hpp"

#include <algorithm>
#include <array>

namespace core::iam::trust_policy::evaluation {
namespace {

struct Named {
    std::string_view name;
    Comparison comparison;
    Relation relation = Relation::equal;
    bool is_negated = false;
};

constexpr std::array<Named, 27> operators = {{
    {"StringEquals", Comparison::string},
    {"StringNotEquals", Comparison::string, Relation::equal, true},
    {"StringEqualsIgnoreCase", Comparison::string_ignoring_case},
    {"StringNotEqualsIgnoreCase", Comparison::string_ignoring_case, Relation::equal, true},
    {"StringLike", Comparison::pattern},
    {"StringNotLike", Comparison::pattern, Relation::equal, true},
    {"ArnEquals", Comparison::arn},
    {"ArnLike", Comparison::arn},
    {"ArnNotEquals", Comparison::arn, Relation::equal, true},
    {"ArnNotLike", Comparison::arn, Relation::equal, true},
    {"Bool", Comparison::boolean},
    {"Null", Comparison::null},
    {"NumericEquals", Comparison::number},
    {"NumericNotEquals", Comparison::number, Relation::equal, true},
    {"NumericLessThan", Comparison::number, Relation::less},
    {"NumericLessThanEquals", Comparison::number, Relation::less_or_equal},
    {"NumericGreaterThan", Comparison::number, Relation::greater},
    {"NumericGreaterThanEquals", Comparison::number, Relation::greater_or_equal},
    {"DateEquals", Comparison::date},
    {"DateNotEquals", Comparison::date, Relation::equal, true},
    {"DateLessThan", Comparison::date, Relation::less},
    {"DateLessThanEquals", Comparison::date, Relation::less_or_equal},
    {"DateGreaterThan", Comparison::date, Relation::greater},
    {"DateGreaterThanEquals", Comparison::date, Relation::greater_or_equal},
    {"IpAddress", Comparison::address},
    {"NotIpAddress", Comparison::address, Relation::equal, true},
    {"BinaryEquals", Comparison::binary},
}};

/// Takes the word off the front, whatever its case.
bool take_front(std::string_view& name, std::string_view word) {
    const bool stands_there = is_same_key(name.substr(0, word.size()), word);
    name.remove_prefix(stands_there ? word.size() : 0);
    return stands_there;
}

bool take_back(std::string_view& name, std::string_view word) {
    const bool stands_there = name.size() >= word.size() && is_same_key(name.substr(name.size() - word.size()), word);
    name.remove_suffix(stands_there ? word.size() : 0);
    return stands_there;
}

Quantifier take_quantifier(std::string_view& name) {
    if (take_front(name, "ForAllValues:")) {
        return Quantifier::for_all_values;
    }
    return take_front(name, "ForAnyValue:") ? Quantifier::for_any_value : Quantifier::none;
}

}  // namespace

std::optional<ConditionOperator> decode_condition_operator(std::string_view name) {
    ConditionOperator op;
    op.quantifier = take_quantifier(name);
    op.is_if_exists = take_back(name, "IfExists");
    const auto found =
        std::ranges::find_if(operators, [name](const Named& known) { return is_same_key(known.name, name); });
    if (found == operators.end() || (found->comparison == Comparison::null && op.is_if_exists)) {
        return std::nullopt;
    }
    op.comparison = found->comparison;
    op.relation = found->relation;
    op.is_negated = found->is_negated;
    return op;
}

}  // namespace core::iam::trust_policy::evaluation

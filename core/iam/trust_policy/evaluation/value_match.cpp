#include "core/iam/trust_policy/evaluation/value_match.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/evaluation/address_range.hpp"
#include "core/iam/trust_policy/evaluation/answer.hpp"
#include "core/iam/trust_policy/evaluation/arn_match.hpp"
#include "core/iam/trust_policy/evaluation/date_time.hpp"
#include "core/iam/trust_policy/evaluation/decimal.hpp"
#include "core/text/base64.hpp"

#include <compare>
#include <optional>

namespace core::iam::trust_policy::evaluation {
namespace {

bool stands(Relation relation, std::strong_ordering order) {
    switch (relation) {
        case Relation::equal: return order == 0;
        case Relation::less: return order < 0;
        case Relation::less_or_equal: return order <= 0;
        case Relation::greater: return order > 0;
        case Relation::greater_or_equal: return order >= 0;
    }
    return false;
}

template <typename Value>
bool compare(Relation relation, const std::optional<Value>& requested, const std::optional<Value>& wanted) {
    return requested && wanted && stands(relation, *requested <=> *wanted);
}

bool is_in_range(std::string_view requested, std::string_view wanted) {
    const auto address = decode_address_range(requested);
    const auto range = decode_address_range(wanted);
    return address && range && address->is_single() && range->holds(*address);
}

bool is_same_boolean(std::string_view requested, std::string_view wanted) {
    return is_same_key(requested, wanted) && (is_same_key(wanted, "true") || is_same_key(wanted, "false"));
}

bool is_same_binary(std::string_view requested, std::string_view wanted) {
    const auto bytes = text::decode_base64(wanted);
    return bytes && text::decode_base64(requested) == bytes;
}

bool match_plain(const ConditionOperator& op, std::string_view requested, std::string_view wanted) {
    switch (op.comparison) {
        case Comparison::boolean: return is_same_boolean(requested, wanted);
        case Comparison::number: return compare(op.relation, decode_decimal(requested), decode_decimal(wanted));
        case Comparison::date: return compare(op.relation, decode_date_time(requested), decode_date_time(wanted));
        case Comparison::address: return is_in_range(requested, wanted);
        case Comparison::binary: return is_same_binary(requested, wanted);
        default: return false;
    }
}

bool match_text(const ConditionOperator& op, CharactersView requested, CharactersView wanted) {
    switch (op.comparison) {
        case Comparison::string: return requested == wanted;
        case Comparison::string_ignoring_case: return is_same_ignoring_case(requested, wanted);
        case Comparison::pattern: return matches(requested, wanted);
        case Comparison::arn: return matches_arn(requested, wanted);
        default: return false;
    }
}

bool is_text(Comparison comparison) {
    return comparison == Comparison::string || comparison == Comparison::string_ignoring_case ||
           comparison == Comparison::pattern || comparison == Comparison::arn;
}

}  // namespace

Answer match_value(const ConditionOperator& op, std::string_view requested, std::string_view wanted,
                   const Reading& reading, std::vector<std::string>& unknown_keys) {
    if (!is_text(op.comparison)) {
        return answer_of(match_plain(op, requested, wanted));
    }
    const bool has_wildcards = op.comparison == Comparison::pattern || op.comparison == Comparison::arn;
    const Expansion expansion = expand_variables(wanted, reading, has_wildcards);
    if (expansion.is_known == Answer::depends) {
        unknown_keys.insert(unknown_keys.end(), expansion.unknown_keys.begin(), expansion.unknown_keys.end());
    }
    return expansion.is_known == Answer::yes ? answer_of(match_text(op, to_characters(requested), expansion.characters))
                                             : expansion.is_known;
}

}  // namespace core::iam::trust_policy::evaluation

#include "core/iam/trust_policy/evaluation/reason.hpp"

#include "core/iam/trust_policy/action_match.hpp"
#include "core/iam/trust_policy/evaluation/condition_operator.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace core::iam::trust_policy::evaluation {
namespace {

/// On one line.
std::string visible(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return text;
}

/// `a, b, c and 12 more`, with at most `most` of them named.
std::string enumerate(std::span<const std::string> values, std::size_t most) {
    if (values.empty()) {
        return "nothing";
    }
    const std::size_t named = std::min(values.size(), most);
    std::string list;
    for (std::size_t i = 0; i < named; ++i) {
        list.append(i == 0 ? "" : i + 1 == values.size() ? " and " : ", ");
        list.append(values[i].empty() ? "\"\"" : values[i]);
    }
    if (named < values.size()) {
        list.append(" and ").append(std::to_string(values.size() - named)).append(" more");
    }
    return list;
}

std::string sentence(const std::string& front, const std::string& list, const std::string& back) {
    return visible(front + list + back);
}

/// With as many of the values as there is room for; of a single one as much.
std::string fit(const std::string& front, std::span<const std::string> values, const std::string& back) {
    for (const std::size_t most : {3U, 2U, 1U}) {
        std::string reason = sentence(front, enumerate(values, most), back);
        if (text::truncate(reason, longest_reason) == reason) {
            return reason;
        }
    }
    constexpr std::size_t least = 40;
    const std::size_t taken = front.size() + back.size() + std::string_view(" and 1234 more").size();
    const std::size_t room = taken + least < longest_reason ? longest_reason - taken : least;
    const std::vector<std::string> cut(values.size(), values.empty() ? "" : text::truncate(values[0], room));
    return text::truncate(sentence(front, enumerate(cut, 1), back), longest_reason);
}

std::vector<std::string> texts(std::span<const Scalar> values) {
    std::vector<std::string> all;
    std::ranges::transform(values, std::back_inserter(all), &Scalar::text);
    return all;
}

std::string token_provider(const Claims& claims) {
    return claims.provider_arn.empty() ? "a provider of the issuer " + text::truncate(claims.issuer, 80)
                                       : text::truncate(claims.provider_arn, 110);
}

/// What the request has for a key, as the second half of a sentence.
std::string possession(const KeyValues& found) {
    if (found.presence == Presence::absent) {
        return "; the request does not have it";
    }
    std::vector<std::string> values;
    std::ranges::transform(found.values, std::back_inserter(values),
                           [](const std::string& value) { return text::truncate(value, 72); });
    return "; the request has " + enumerate(values, 1);
}

std::string unknown_reason(const std::string& front, const Condition& condition, const ConditionAnswer& answer) {
    if (answer.unknown_keys == std::vector{condition.key}) {
        return fit(front + "asks for ", texts(condition.values), "; what the request has is not known");
    }
    return fit(front + "depends on ", answer.unknown_keys,
               answer.unknown_keys.size() > 1 ? ", which are not known" : ", which is not known");
}

std::string null_reason(const std::string& front, const KeyValues& found) {
    const char* wish = found.presence == Presence::absent ? "asks that it is there" : "asks that it is absent";
    return visible(text::truncate(front + wish + possession(found), longest_reason));
}

}  // namespace

std::string principal_reason(const Statement& statement, const Claims& claims) {
    if (statement.is_not_principal) {
        return text::truncate("NotPrincipal leaves out " + token_provider(claims), longest_reason);
    }
    std::vector<std::string> values;
    std::ranges::transform(statement.principals, std::back_inserter(values), [](const Principal& principal) {
        return (principal.type == "Federated" ? "" : principal.type + " ") + principal.value.text;
    });
    const bool is_federated = !values.empty() && statement.principals.front().type == "Federated";
    return fit(is_federated ? "Federated is " : "Principal is ", values, ", not " + token_provider(claims));
}

std::string action_reason(const Statement& statement) {
    const std::string action(web_identity_action);
    return statement.is_not_action ? fit("NotAction ", texts(statement.actions), " leaves out " + action)
                                   : fit("Action is ", texts(statement.actions), ", not " + action);
}

std::string condition_reason(const Condition& condition, const ConditionAnswer& answer, const RequestContext& context) {
    const std::string name = text::truncate(condition.operator_name, 40);
    const std::string front = name + " " + text::truncate(condition.key, 90) + " ";
    if (!answer.is_known_operator) {
        return visible(name + " is no operator that IAM knows, so it refuses the document");
    }
    if (answer.is_fulfilled == Answer::depends) {
        return unknown_reason(front, condition, answer);
    }
    const KeyValues found = context.find(condition.key);
    const auto op = decode_condition_operator(condition.operator_name);
    if (op->comparison == Comparison::null) {
        return null_reason(front, found);
    }
    return fit(front + (op->is_negated ? "forbids " : "asks for "), texts(condition.values), possession(found));
}

}  // namespace core::iam::trust_policy::evaluation

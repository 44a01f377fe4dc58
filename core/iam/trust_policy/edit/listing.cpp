#include "core/iam/trust_policy/edit/listing.hpp"

#include "core/iam/trust_policy/action_match.hpp"

#include <algorithm>
#include <array>

namespace core::iam::trust_policy::edit {
namespace {

constexpr std::string_view arn_word = ":oidc-provider/";

/// The issuer in the ARN of an OIDC provider; empty in any other text.
std::string_view issuer_of(std::string_view arn) {
    const std::size_t word = arn.find(arn_word);
    return word == std::string_view::npos ? std::string_view{} : arn.substr(word + arn_word.size());
}

bool is_harmless_action(const Scalar& action) {
    // What a session made with the token may carry; by themselves they let nobody in.
    constexpr std::array<std::string_view, 3> names = {web_identity_action, "sts:TagSession", "sts:SetSourceIdentity"};
    return std::ranges::any_of(names, [&](std::string_view name) { return is_same_key(action.text, name); });
}

bool is_web_identity_only(const Statement& statement) {
    return !statement.is_not_action && std::ranges::all_of(statement.actions, is_harmless_action) &&
           std::ranges::any_of(statement.actions,
                               [](const Scalar& action) { return is_same_key(action.text, web_identity_action); });
}

bool is_of_provider_alone(const Statement& statement, const OidcProvider& provider) {
    return !statement.is_not_principal && statement.principals.size() == 1 &&
           statement.principals.front().type == "Federated" &&
           statement.principals.front().value.text == provider.arn();
}

bool takes(const Condition& list, const Subject& subject) {
    return !list.values.empty() && (!subject.is_pattern() || is_string_like(list));
}

}  // namespace

bool is_about(const Condition& condition, const OidcProvider& provider, std::string_view claim) {
    return is_same_key(condition.key, provider.key(claim));
}

bool is_string_like(const Condition& condition) { return is_same_key(condition.operator_name, "StringLike"); }

bool is_plain(const Condition& condition) {
    return is_string_like(condition) || is_same_key(condition.operator_name, "StringEquals");
}

bool is_exactly(const Condition& condition, std::string_view value) {
    const bool is_literal = !value.contains("${") &&
                            (!is_string_like(condition) || value.find_first_of("*?") == std::string_view::npos);
    return is_plain(condition) && is_literal && !condition.values.empty() &&
           std::ranges::all_of(condition.values, [&](const Scalar& scalar) { return scalar.text == value; });
}

bool is_subject_list(const Condition& condition, const OidcProvider& provider) {
    return is_plain(condition) && is_about(condition, provider, "sub");
}

bool has_value(const Condition& condition, std::string_view value) {
    return std::ranges::any_of(condition.values, [&](const Scalar& scalar) { return scalar.text == value; });
}

bool is_alone_with_its_issuer(const Statement& statement, const OidcProvider& provider) {
    const std::string arn = provider.arn();
    bool is_named = false;
    for (const Principal& principal : statement.principals) {
        const std::string_view value = principal.value.text;
        if (value == arn && principal.type == "Federated") {
            is_named = true;
        } else if (value == "*" || is_same_key(issuer_of(value), provider.issuer)) {
            return false;
        }
    }
    return is_named && !statement.is_not_principal;
}

bool is_for_audience(const Statement& statement, const OidcProvider& provider, std::string_view audience) {
    return std::ranges::any_of(statement.conditions, [&](const Condition& condition) {
        return is_about(condition, provider, "aud") && is_exactly(condition, audience);
    });
}

const Condition* editable_list(const Statement& statement, const Grant& grant) {
    if (statement.effect != Effect::allow || !is_of_provider_alone(statement, grant.provider) ||
        !is_web_identity_only(statement) || statement.conditions.size() != 2 ||
        !is_for_audience(statement, grant.provider, grant.audience)) {
        return nullptr;
    }
    const auto list = std::ranges::find_if(
        statement.conditions, [&](const Condition& condition) { return is_subject_list(condition, grant.provider); });
    return list != statement.conditions.end() && takes(*list, grant.subject) ? &*list : nullptr;
}

std::string namespace_prefix(const Subject& subject) { return "system:serviceaccount:" + subject.namespace_name + ":"; }

}  // namespace core::iam::trust_policy::edit

#include "core/iam/trust_policy/action_match.hpp"

#include "core/iam/trust_policy/document.hpp"
#include "core/text/pattern.hpp"

#include <algorithm>
#include <string>

namespace core::iam::trust_policy {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return lower;
}

}  // namespace

bool matches_web_identity_action(std::string_view pattern) {
    static const std::string action = lower_case(web_identity_action);
    return text::matches_pattern(action, lower_case(pattern));
}

bool is_for_web_identity(const Statement& statement) {
    const bool named = std::ranges::any_of(
        statement.actions, [](const Scalar& action) { return matches_web_identity_action(action.text); });
    return named != statement.is_not_action;
}

}  // namespace core::iam::trust_policy

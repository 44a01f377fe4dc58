#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/action_match.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/pattern.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

/// What a role can be asked for.
/// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
constexpr std::array<std::string_view, 6> role_actions = {web_identity_action,      "sts:AssumeRole",
                                                          "sts:AssumeRoleWithSAML", "sts:TagSession",
                                                          "sts:SetSourceIdentity",  "sts:SetContext"};

bool names(std::string_view pattern, std::string_view action) {
    return text::matches_pattern(lower(action), lower(pattern));
}

bool names_one_of(const Statement& statement, std::string_view action) {
    return std::ranges::any_of(statement.actions, [&](const Scalar& each) { return names(each.text, action); });
}

std::optional<std::string_view> meant_action(std::string_view action) {
    const bool has_service = action.find(':') != std::string_view::npos;
    return nearest(has_service ? std::string(action) : "sts:" + std::string(action), role_actions, 3);
}

void check_action(const Context& context, const Scalar& action) {
    const auto is_named = [&](std::string_view each) { return names(action.text, each); };
    const bool has_wildcard = action.text.find_first_of("*?") != std::string::npos;
    if (std::ranges::any_of(role_actions, is_named)) {
        if (has_wildcard) {
            context.report.warn("wildcard_action", action.node->begin,
                                text::quoted(action.text) + " means more actions than a token needs",
                                "write \"" + std::string(web_identity_action) + "\", or the one that you mean");
        }
        return;
    }
    const auto meant = has_wildcard ? std::nullopt : meant_action(action.text);
    if (meant) {
        context.report.error("misspelt_action", action.node->begin,
                             "STS has no action " + text::quoted(action.text) + did_you_mean(meant),
                             "write \"" + std::string(*meant) + '"');
    } else {
        context.report.warn("unsuitable_action", action.node->begin,
                            "no role is assumed by " + text::quoted(action.text) + "; IAM takes actions of STS only",
                            "take it out; what the role may do belongs into its permission policies");
    }
}

/// Whom the principals of a statement are.
struct Kinds {
    bool has_oidc = false;
    bool has_saml = false;
    bool has_anybody = false;  ///< a bare `"*"`, or a type that is misspelt and said elsewhere
};

Kinds kinds_of(const Statement& statement) {
    Kinds kinds;
    for (const Principal& principal : statement.principals) {
        if (principal.type == "Federated") {
            const bool is_saml = principal.value.text.find(":saml-provider/") != std::string::npos;
            (is_saml ? kinds.has_saml : kinds.has_oidc) = true;
        } else if (principal.type != "AWS" && principal.type != "Service") {
            kinds.has_anybody = true;
        }
    }
    return kinds;
}

bool has_misspelt_action(const Statement& statement) {
    return std::ranges::any_of(statement.actions, [](const Scalar& action) {
        const auto meant = meant_action(action.text);
        return meant && !is_same_key(*meant, action.text);
    });
}

/// Each way to assume a role is for principals of one kind.
void check_match(const Context& context, const Statement& statement) {
    const bool for_oidc = names_one_of(statement, web_identity_action);
    const bool for_saml = names_one_of(statement, "sts:AssumeRoleWithSAML");
    const bool for_other = names_one_of(statement, "sts:AssumeRole");
    const Kinds kinds = kinds_of(statement);
    const Scalar& action = statement.actions.front();
    if (kinds.has_oidc && !for_oidc && (for_saml || for_other)) {
        context.report.error("mismatched_action", action.node->begin,
                             "tokens of an OIDC provider come by " + std::string(web_identity_action) + " only",
                             "write \"" + std::string(web_identity_action) + '"');
    } else if (for_oidc && !for_saml && !for_other && !kinds.has_oidc && !kinds.has_anybody) {
        context.report.error("mismatched_action", action.node->begin,
                             std::string(web_identity_action) + " is for OIDC providers, and Principal names none",
                             R"(write "Principal": {"Federated": "<ARN of the OIDC provider>"}, or "sts:AssumeRole")");
    } else if (for_saml && !for_oidc && !for_other && !kinds.has_saml && !kinds.has_anybody) {
        context.report.error("mismatched_action", action.node->begin,
                             "sts:AssumeRoleWithSAML is for SAML providers, and Principal names none",
                             "write the action that fits the principal");
    }
}

}  // namespace

void check_actions(const Context& context) {
    for (const Statement& statement : context.document.statements) {
        if (statement.is_not_action) {
            const json::NodeMember* member = statement.node->find("NotAction");
            context.report.warn("not_action", member != nullptr ? member->key_begin : statement.node->begin,
                                "NotAction means all actions but these", "write Action, and what you mean");
            continue;
        }
        for (const Scalar& action : statement.actions) {
            check_action(context, action);
        }
        if (statement.effect == Effect::allow && !statement.is_not_principal && !statement.actions.empty() &&
            !statement.principals.empty() && !has_misspelt_action(statement)) {
            check_match(context, statement);
        }
    }
}

}  // namespace core::iam::trust_policy::lint

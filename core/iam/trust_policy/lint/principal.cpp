#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

constexpr std::array<std::string_view, 4> types = {"AWS", "Federated", "Service", "CanonicalUser"};

void check_not_principal(const Context& context, const Statement& statement) {
    const json::NodeMember* member = statement.node->find("NotPrincipal");
    if (member == nullptr) {
        return;
    }
    if (statement.effect == Effect::allow) {
        context.report.error("not_principal", member->key_begin,
                             "NotPrincipal with Allow means everybody but these; IAM refuses it",
                             "write Principal, and whom you mean");
    } else {
        context.report.warn("not_principal", member->key_begin,
                            "NotPrincipal with Deny hits sessions of the very principals that it names",
                            R"(write "Principal": "*" and a condition on aws:PrincipalArn)");
    }
}

/// A condition that somebody has to fulfil; `StringNotEquals` and the like leave the statement open to all others. Of
/// tokens only their subject says who somebody is.
bool has_requirement(const Statement& statement, bool is_for_tokens) {
    return std::ranges::any_of(statement.conditions, [&](const Condition& condition) {
        const auto op = evaluation::decode_condition_operator(condition.operator_name);
        const auto key = split_claim_key(condition.key);
        const bool is_subject = op && wants_text(*op) && key && is_same_key(key->claim, "sub");
        return op && !can_lack_key(condition, *op) && (is_subject || !is_for_tokens);
    });
}

void report_wildcard(const Context& context, const Statement& statement, const Principal& principal) {
    const std::string who = principal.type == "Federated" ? "tokens of every identity provider of the account"
                            : is_for_web_identity(statement)
                                ? "everybody: every AWS account, and tokens of every identity provider"
                                : "every user and role of every AWS account";
    const bool is_for_tokens = is_for_web_identity(statement);
    const Severity severity = has_requirement(statement, is_for_tokens) ? Severity::warning : Severity::error;
    context.report.add(
        severity, "wildcard_principal", principal.value.node->begin,
        "\"*\" lets in " + who + (severity == Severity::warning ? ", as far as the conditions let them" : ""),
        "name whom you mean: the ARN of the OIDC provider, account or role");
}

void check_principal(const Context& context, const Statement& statement, const Principal& principal) {
    if (principal.value.text == "*" && statement.effect == Effect::allow && !statement.is_not_principal) {
        report_wildcard(context, statement, principal);
    }
}

void check_types(const Context& context, const Statement& statement) {
    for (const char* name : {"Principal", "NotPrincipal"}) {
        const json::NodeMember* member = statement.node->find(name);
        if (member == nullptr || member->value.kind != json::Kind::object) {
            continue;
        }
        if (member->value.members.empty()) {
            context.report.error("empty_list", member->value.begin, std::string(name) + " names nobody",
                                 R"(write {"Federated": "<ARN of the OIDC provider>"})");
        }
        for (const json::NodeMember& type : member->value.members) {
            if (std::ranges::find(types, type.key) == types.end()) {
                const auto meant = nearest(type.key, types, 3);
                context.report.error(
                    "unknown_principal_type", type.key_begin,
                    "IAM knows no principals of type " + text::quoted(type.key) + did_you_mean(meant),
                    meant ? "write \"" + std::string(*meant) + '"' : "write AWS, Federated or Service");
            }
        }
    }
}

}  // namespace

void check_principals(const Context& context) {
    for (const Statement& statement : context.document.statements) {
        check_not_principal(context, statement);
        check_types(context, statement);
        for (const Principal& principal : statement.principals) {
            check_principal(context, statement, principal);
        }
    }
}

}  // namespace core::iam::trust_policy::lint

#include "core/iam/trust_policy/lint/view.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/placeholder.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"

#include <algorithm>
#include <array>

namespace core::iam::trust_policy::lint {
namespace {

constexpr std::array<std::string_view, 4> built_in = {"cognito-identity.amazonaws.com", "www.amazon.com",
                                                      "graph.facebook.com", "accounts.google.com"};

/// Public issuers whose subjects are no ServiceAccounts.
constexpr std::array<std::string_view, 9> public_issuers = {"token.actions.githubusercontent.com",
                                                            "gitlab.com",
                                                            "accounts.google.com",
                                                            "app.terraform.io",
                                                            "oidc.circleci.com",
                                                            "api.bitbucket.org",
                                                            "agent.buildkite.com",
                                                            "oidc.vercel.com",
                                                            "sts.windows.net"};

/// How the hosts of such services begin that companies run for themselves, or that have a host for each region.
constexpr std::array<std::string_view, 4> public_starts = {"gitlab.", "token.actions.", "cognito-idp.",
                                                           "login.microsoftonline."};

/// The public services give each customer a path: `oidc.circleci.com/org/<id>`.
bool is_cluster_issuer(std::string_view issuer) {
    const std::string host = lower(issuer.substr(0, issuer.find('/')));
    return std::ranges::find(public_issuers, host) == public_issuers.end() && !host.ends_with(".auth0.com") &&
           std::ranges::none_of(public_starts, [&](std::string_view start) { return host.starts_with(start); });
}

/// What stands behind `oidc-provider/`, however wrong the rest is, or an issuer alone; empty of other principals.
std::string_view issuer_of(std::string_view federated) {
    constexpr std::string_view kind = ":oidc-provider/";
    const std::size_t found = federated.find(kind);
    if (found != std::string_view::npos) {
        federated.remove_prefix(found + kind.size());
    } else if (federated.starts_with("arn:")) {
        return {};
    }
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (federated.starts_with(scheme)) {
            federated.remove_prefix(scheme.size());
        }
    }
    return federated;
}

std::vector<Issuer> issuers_of(const Statement& statement) {
    std::vector<Issuer> issuers;
    for (const Principal& principal : statement.principals) {
        const std::string_view name = issuer_of(principal.value.text);
        if (principal.type == "Federated" && !name.empty() && name != "*") {
            const bool is_known = is_built_in_provider(name);
            issuers.push_back({&principal, std::string(name), is_known, !is_known && is_cluster_issuer(name)});
        }
    }
    return issuers;
}

std::optional<ClaimCondition> claim_condition(const Condition& condition, const std::vector<Issuer>& issuers) {
    const auto key = split_claim_key(condition.key);
    if (!key) {
        return std::nullopt;
    }
    const auto op = evaluation::decode_condition_operator(condition.operator_name);
    ClaimCondition claim{&condition,
                         op.value_or(evaluation::ConditionOperator{}),
                         std::string(key->issuer),
                         lower(key->claim),
                         nullptr,
                         false,
                         false};
    const auto found =
        std::ranges::find_if(issuers, [&](const Issuer& issuer) { return is_same_key(issuer.name, key->issuer); });
    claim.of_statement = found == issuers.end() ? nullptr : &*found;
    claim.is_cluster = !is_built_in_provider(key->issuer) && is_cluster_issuer(key->issuer);
    claim.can_lack_key = can_lack_key(condition, claim.op);
    claim.is_unexpanded = !find_placeholder(condition.key, BareWords::find).empty() ||
                          std::ranges::any_of(issuers, [](const Issuer& issuer) {
                              return !find_placeholder(issuer.name, BareWords::find).empty();
                          });
    return claim;
}

}  // namespace

bool is_built_in_provider(std::string_view federated) {
    return std::ranges::find(built_in, federated) != built_in.end();
}

std::optional<ClaimKey> split_claim_key(std::string_view key) {
    const std::size_t colon = key.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    const ClaimKey result{key.substr(0, colon), key.substr(colon + 1)};
    const std::string service = lower(key.substr(0, key.find(':')));
    if (service == "aws" || service == "sts" || service == "saml" || service == "iam") {
        return std::nullopt;
    }
    // Every issuer has a host with a dot; a placeholder in its place is known by the claim.
    const bool is_usual = is_same_key(result.claim, "sub") || is_same_key(result.claim, "aud");
    return is_usual || result.issuer.find('.') != std::string_view::npos ? std::optional(result) : std::nullopt;
}

std::vector<StatementView> views_of(const Document& document) {
    std::vector<StatementView> views;
    for (const Statement& statement : document.statements) {
        StatementView& view = views.emplace_back();
        view.statement = &statement;
        view.issuers = issuers_of(statement);
        view.lets_tokens_in = statement.effect == Effect::allow && !statement.is_not_principal &&
                              is_for_web_identity(statement) && !view.issuers.empty();
        for (const Condition& condition : statement.conditions) {
            if (auto claim = claim_condition(condition, view.issuers)) {
                view.claims.push_back(*std::move(claim));
            }
        }
    }
    return views;
}

std::vector<const json::Node*> statement_nodes(const Document& document) {
    std::vector<const json::Node*> nodes;
    if (document.statements_member == nullptr) {
        return nodes;
    }
    const json::Node& value = document.statements_member->value;
    if (value.kind == json::Kind::object) {
        nodes.push_back(&value);
    }
    for (const json::Node& element : value.elements) {
        nodes.push_back(&element);
    }
    return nodes;
}

std::vector<const ClaimCondition*> StatementView::claims_of(const Issuer& issuer, std::string_view claim) const {
    std::vector<const ClaimCondition*> found;
    for (const ClaimCondition& each : claims) {
        const bool is_its = each.of_statement == nullptr ? issuers.size() == 1
                                                         : is_same_key(each.of_statement->name, issuer.name);
        if (is_its && each.claim == claim) {
            found.push_back(&each);
        }
    }
    return found;
}

}  // namespace core::iam::trust_policy::lint

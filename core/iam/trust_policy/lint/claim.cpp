#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

/// What IAM reads from the tokens of an OIDC provider.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
constexpr std::array<std::string_view, 6> claims = {"sub", "aud", "amr", "azp", "oaud", "email"};

std::size_t place_of(const ClaimCondition& claim) { return claim.condition->key_member->key_begin; }

void report_wrong_issuer(const Context& context, const StatementView& view, const ClaimCondition& claim) {
    std::vector<std::string_view> names;
    names.reserve(view.issuers.size());
    for (const Issuer& issuer : view.issuers) {
        names.emplace_back(issuer.name);
    }
    const auto closest = nearest(claim.issuer, names, 80);
    const std::string meant = std::string(closest.value_or(names.front())) + ":" + claim.claim;
    const bool is_required = claim.is_never_true();
    context.report.add(is_required ? Severity::error : Severity::warning, "wrong_issuer", place_of(claim),
                       "the key " + text::quoted(claim.condition->key) + " is not of the provider of this statement, " +
                           (is_required ? "so no token fulfils it" : "so it keeps nobody out"),
                       "write \"" + meant + "\", or correct the provider");
}

void check_claim_name(const Context& context, const ClaimCondition& claim) {
    if (!claim.is_cluster || std::ranges::find(claims, claim.claim) != claims.end()) {
        return;
    }
    constexpr std::array<std::string_view, 2> long_names = {"subject", "audience"};
    const auto long_name = nearest(claim.claim, long_names, 1);
    const auto meant = long_name ? std::optional(long_name->substr(0, 3)) : nearest(claim.claim, claims, 1);
    context.report.error("unknown_claim", place_of(claim),
                         "IAM knows no claim " + text::quoted(claim.claim) + " of tokens of this provider",
                         "write \"" + claim.issuer + ":" + std::string(meant.value_or("sub")) + '"');
}

void check_null(const Context& context, const ClaimCondition& claim) {
    const auto is_true = [](const Scalar& value) { return is_same_key(value.text, "true"); };
    if (std::ranges::any_of(claim.condition->values, is_true)) {
        context.report.error("unsuitable_operator", place_of(claim),
                             "Null wants a token without " + claim.claim + ", and there is no such token",
                             "take it out, and ask with StringEquals");
    } else {
        context.report.warn("weak_operator", place_of(claim),
                            "Null only asks whether there is a " + claim.claim + ", and every token has one",
                            "take it out, and ask with StringEquals");
    }
}

bool has_positive(const StatementView& view, const ClaimCondition& claim) {
    return std::ranges::any_of(view.claims, [&](const ClaimCondition& other) {
        return wants_text(other.op) && other.claim == claim.claim && is_same_key(other.issuer, claim.issuer);
    });
}

/// Operators that do not say who it must be.
void check_strength(const Context& context, const StatementView& view, const ClaimCondition& claim) {
    const std::string& name = claim.condition->operator_name;
    if (claim.op.comparison == evaluation::Comparison::null) {
        check_null(context, claim);
    } else if (claim.op.is_negated) {
        if (!has_positive(view, claim)) {
            context.report.error("negated_subject", place_of(claim),
                                 name + " keeps these out and lets everybody else in",
                                 claim.claim == "sub" ? "name whom you mean with StringEquals or StringLike"
                                                      : "name the audience that you mean with StringEquals");
        }
    } else if (!compares_text(claim.op)) {
        context.report.error("unsuitable_operator", place_of(claim),
                             name + " compares no text, so no " + claim.claim + " fulfils it",
                             "write \"StringEquals\"");
    } else if (is_true_without_key(claim.op)) {
        context.report.warn(
            "weak_operator", place_of(claim), name + " is fulfilled by a token without " + claim.claim,
            "write \"" +
                std::string(claim.op.comparison == evaluation::Comparison::pattern ? "StringLike" : "StringEquals") +
                '"');
    }
}

/// A token has one issuer: what is wanted of two at once nobody has.
void check_exclusion(const Context& context, const StatementView& view) {
    const ClaimCondition* first = nullptr;
    for (const ClaimCondition& claim : view.claims) {
        if (claim.of_statement == nullptr || claim.can_lack_key) {
            continue;
        }
        if (first != nullptr && !is_same_key(first->issuer, claim.issuer)) {
            context.report.error("excluding_conditions", place_of(claim),
                                 "conditions on tokens of " + first->issuer + " and of " + claim.issuer +
                                     " in one statement: no token fulfils both",
                                 "write a statement for each provider");
            return;
        }
        first = &claim;
    }
    const auto is_other = [&](const Issuer& issuer) { return !is_same_key(issuer.name, first->issuer); };
    if (first != nullptr && std::ranges::any_of(view.issuers, is_other)) {
        context.report.warn("excluding_conditions", place_of(*first),
                            "only tokens of " + first->issuer +
                                " fulfil this; the other provider of the statement lets "
                                "nobody in",
                            "write a statement for each provider");
    }
}

}  // namespace

void check_claims(const Context& context) {
    for (const StatementView& view : context.views) {
        if (!view.lets_tokens_in) {
            continue;
        }
        for (const ClaimCondition& claim : view.claims) {
            if (claim.is_of_another()) {
                report_wrong_issuer(context, view, claim);
                continue;
            }
            check_claim_name(context, claim);
            if (claim.claim == "sub" || claim.claim == "aud") {
                check_strength(context, view, claim);
            }
        }
        check_exclusion(context, view);
    }
}

}  // namespace core::iam::trust_policy::lint

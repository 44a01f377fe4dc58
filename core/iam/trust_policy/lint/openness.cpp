#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

/// What a statement asks of the tokens of one issuer.
struct Demands {
    const ClaimCondition* subject = nullptr;
    const ClaimCondition* audience = nullptr;
    bool is_subject_negated = false;   ///< has been said: negated_subject
    bool is_audience_negated = false;  ///< likewise
    bool has_other_claim = false;
};

Demands demands_of(const StatementView& view, const Issuer& issuer) {
    Demands demands;
    for (const ClaimCondition& claim : view.claims) {
        const bool is_its = claim.of_statement != nullptr ? is_same_key(claim.of_statement->name, issuer.name)
                                                          : claim.is_unexpanded;
        // An operator that compares no text is never true of a token, so it keeps everybody out.
        const bool is_demand = !claim.op.is_negated;
        if (!is_its || claim.op.comparison == evaluation::Comparison::null) {
            continue;
        }
        if (claim.claim == "sub") {
            demands.subject = is_demand ? &claim : demands.subject;
            demands.is_subject_negated = demands.is_subject_negated || !is_demand;
        } else if (claim.claim == "aud") {
            demands.audience = is_demand ? &claim : demands.audience;
            demands.is_audience_negated = demands.is_audience_negated || !is_demand;
        } else {
            demands.has_other_claim = demands.has_other_claim || is_demand;
        }
    }
    return demands;
}

void report_open(const Context& context, const StatementView& view, const Issuer& issuer, const Demands& demands) {
    const std::string who = issuer.is_cluster ? "every ServiceAccount of the cluster"
                                              : "everybody who has a token of " + issuer.name;
    const std::string remedy =
        issuer.is_cluster ? "add \"" + issuer.name +
                                R"(:sub": "system:serviceaccount:<namespace>:<service account>" to the condition)"
                          : "add a condition on \"" + issuer.name + ":sub\"";
    if (demands.audience != nullptr) {
        context.report.error("audience_without_subject", demands.audience->condition->key_member->key_begin,
                             "only the audience is asked for: " + who + " may assume the role", remedy);
    } else {
        context.report.error("no_condition", view.statement->node->begin,
                             "no condition on the token: " + who + " may assume the role, whatever audience it is for",
                             remedy + ", and one on \"" + issuer.name + ":aud\"");
    }
}

void check_issuer(const Context& context, const StatementView& view, const Issuer& issuer) {
    const Demands demands = demands_of(view, issuer);
    if (issuer.is_built_in) {
        if (demands.audience == nullptr && !demands.has_other_claim && demands.subject == nullptr) {
            report_open(context, view, issuer, demands);
        }
        return;
    }
    const bool has_subject = demands.subject != nullptr || (demands.has_other_claim && !issuer.is_cluster);
    if (!has_subject && !demands.is_subject_negated) {
        report_open(context, view, issuer, demands);
    } else if (demands.subject != nullptr && demands.audience == nullptr && !demands.is_audience_negated &&
               issuer.is_cluster) {
        context.report.warn(
            "subject_without_audience", demands.subject->condition->key_member->key_begin,
            "no condition on the audience: tokens that were meant for other services are accepted, too",
            "add \"" + issuer.name + ":aud\": \"" + context.expectations.audience + "\" to the condition");
    }
}

/// Whether tokens of this issuer cannot fulfil the statement, because it asks for another one's.
bool is_shut(const StatementView& view, const Issuer& issuer) {
    return std::ranges::any_of(view.claims, [&](const ClaimCondition& claim) {
        const bool is_of_other = claim.of_statement != nullptr && !is_same_key(claim.of_statement->name, issuer.name);
        return claim.is_never_true() || (is_of_other && !claim.can_lack_key);
    });
}

}  // namespace

void check_openness(const Context& context) {
    for (const StatementView& view : context.views) {
        if (!view.lets_tokens_in) {
            continue;
        }
        for (const Issuer& issuer : view.issuers) {
            if (!is_shut(view, issuer)) {
                check_issuer(context, view, issuer);
            }
        }
    }
}

}  // namespace core::iam::trust_policy::lint

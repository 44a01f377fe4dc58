#include "core/iam/oidc_provider.hpp"
#include "core/iam/subject.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

/// More subjects fit into no document that IAM takes; each costs an evaluation of the whole.
constexpr std::size_t most_evaluated = 400;

/// A subject without wildcards that an Allow statement lists.
struct Listed {
    const StatementView* view = nullptr;
    const Issuer* issuer = nullptr;
    const Scalar* value = nullptr;
};

void check_list(const Context& context, const ClaimCondition& claim) {
    std::set<std::string_view> seen;
    for (const Scalar& value : claim.condition->values) {
        if (!seen.insert(value.text).second) {
            context.report.warn("duplicate_subject", value.node->begin,
                                text::quoted(value.text) + " stands twice in this list", "take one out");
        }
    }
}

std::vector<Listed> listed_subjects(const Context& context) {
    std::vector<Listed> listed;
    for (const StatementView& view : context.views) {
        for (const ClaimCondition& claim : view.claims) {
            if (!view.lets_tokens_in || claim.claim != "sub" || claim.of_statement == nullptr ||
                !wants_text(claim.op)) {
                continue;
            }
            std::set<std::string_view> seen;
            for (const Scalar& value : claim.condition->values) {
                const auto subject = decode_subject(value.text);
                if (subject && !subject->is_pattern() && seen.insert(value.text).second) {
                    listed.push_back({&view, claim.of_statement, &value});
                }
            }
        }
    }
    return listed;
}

/// An audience with which the subject gets in, as far as the list of audiences goes.
std::string audience_of(const Context& context, const Listed& listed) {
    std::string audience = context.expectations.audience;
    for (const ClaimCondition* claim : listed.view->claims_of(*listed.issuer, "aud")) {
        const auto passes = [&](const Scalar& value) { return fits(claim->op, audience, value.text); };
        if (wants_text(claim->op) && !claim->condition->values.empty() &&
            std::ranges::none_of(claim->condition->values, passes)) {
            audience = claim->condition->values.front().text;
        }
    }
    return audience;
}

/// Whether the statement names the subject, or a pattern within its namespace: one that lets in everybody is a mistake
/// of its own.
bool lists(const StatementView& view, const Issuer& issuer, const std::string& subject) {
    const auto names_it = [&](const ClaimCondition* claim) {
        return wants_text(claim->op) && std::ranges::any_of(claim->condition->values, [&](const Scalar& value) {
                   return fits(claim->op, subject, value.text) && decode_subject(value.text).has_value();
               });
    };
    return std::ranges::any_of(view.claims_of(issuer, "sub"), names_it);
}

bool applies(const evaluation::Evaluation& evaluation, std::size_t number) {
    return std::ranges::any_of(evaluation.statements, [&](const evaluation::StatementVerdict& each) {
        return each.number == number && each.applies == evaluation::Answer::yes;
    });
}

void check_redundancy(const Context& context, const Listed& listed, const evaluation::Evaluation& evaluation) {
    const std::size_t own = listed.view->statement->number;
    for (const StatementView& other : context.views) {
        const std::size_t number = other.statement->number;
        if (number < own && other.lets_tokens_in && applies(evaluation, number) && applies(evaluation, own) &&
            lists(other, *listed.issuer, listed.value->text)) {
            return context.report.warn(
                "redundant_subject", listed.value->node->begin,
                "statement " + std::to_string(number) + " lets " + text::quoted(listed.value->text) + " in already",
                "take it out of one of them, or it stays when it is removed from the other");
        }
    }
}

void check_listed(const Context& context, const Listed& listed) {
    const evaluation::Evaluation evaluation =
        evaluation::evaluate(context.document, {.issuer = listed.issuer->name,
                                                .provider_arn = listed.issuer->principal->value.text,
                                                .subject = listed.value->text,
                                                .audience = audience_of(context, listed)});
    if (evaluation.verdict == evaluation::Verdict::denied) {
        const std::string by = evaluation.decided_by ? " " + std::to_string(*evaluation.decided_by) : "";
        context.report.warn("denied_subject", listed.value->node->begin,
                            "statement" + by + " denies " + text::quoted(listed.value->text) + ", which wins",
                            "take it out here, or out of the Deny statement");
    }
    check_redundancy(context, listed, evaluation);
}

}  // namespace

void check_repetitions(const Context& context) {
    for (const StatementView& view : context.views) {
        for (const ClaimCondition& claim : view.claims) {
            if (claim.claim == "sub") {
                check_list(context, claim);
            }
        }
    }
    const std::vector<Listed> listed = listed_subjects(context);
    for (std::size_t i = 0; i < std::min(listed.size(), most_evaluated); ++i) {
        check_listed(context, listed[i]);
    }
}

}  // namespace core::iam::trust_policy::lint

// Who is let in before and after an edit, on random documents; `evaluate` is the judge. (edit.hpp)
#include "core/text/pattern.hpp"
#include "tests/core/iam/trust_policy/edit/laws.hpp"

#include <algorithm>

namespace core::iam::trust_policy::edit {
namespace {

/// Whether an edit for the grant may change what becomes of this caller.
bool is_meant(const Caller& caller, const Grant& grant) {
    return caller.provider == grant.provider && (grant.audience.empty() || caller.audience == grant.audience) &&
           caller.subject.namespace_name == grant.subject.namespace_name &&
           text::matches_pattern(caller.subject.service_account, grant.subject.service_account);
}

evaluation::Evaluation evaluation_of(const Document& document, const Caller& caller) {
    return evaluation::evaluate(document, {.issuer = caller.provider.issuer,
                                           .provider_arn = caller.provider.arn(),
                                           .subject = caller.subject.text(),
                                           .audience = caller.audience});
}

bool may_be_denied(const evaluation::Evaluation& evaluation) {
    return std::ranges::any_of(evaluation.statements, [](const evaluation::StatementVerdict& statement) {
        return statement.effect == Effect::deny && statement.applies != evaluation::Answer::no;
    });
}

std::string describe(const Caller& caller, evaluation::Verdict before, evaluation::Verdict after) {
    return caller.provider.arn() + " " + caller.subject.text() + " for " + caller.audience + ": " + to_string(before) +
           " before, " + to_string(after) + " after\n";
}

/// How wide a verdict is: what narrows goes down.
int width(evaluation::Verdict verdict) {
    switch (verdict) {
        case evaluation::Verdict::allowed: return 2;
        case evaluation::Verdict::depends: return 1;
        case evaluation::Verdict::denied:
        case evaluation::Verdict::refused: return 0;
    }
    return 3;
}

/// Calls `is_right(caller, before, after)` for those who are meant; for all others nothing may change.
template <typename IsRight>
std::string check_callers(const Trial& trial, const Grant& grant, const Document& document, const Document& after,
                          IsRight&& is_right) {
    for (const Caller& caller : tests::trust_policy::callers(trial)) {
        const evaluation::Evaluation old_verdict = evaluation_of(document, caller);
        const evaluation::Evaluation new_verdict = evaluation_of(after, caller);
        if (is_meant(caller, grant) ? !is_right(old_verdict, new_verdict)
                                    : old_verdict.verdict != new_verdict.verdict) {
            return describe(caller, old_verdict.verdict, new_verdict.verdict) + "in\n" + after.text;
        }
    }
    return {};
}

TEST(TrustPolicyVerdictLaws, adding_lets_in_the_one_and_nobody_else) {
    const Coverage coverage =
        expect_law(30'000'000, 2'000, [](const Trial& trial, const Document& document, Coverage& tried) {
            const Edit edit = with(document, trial.grant);
            return check_callers(
                trial, trial.grant, document, decoded(edit.text), [&](const auto& before, const auto& after) {
                    ++tried[std::string(to_string(before.verdict)) + " -> " + to_string(after.verdict)];
                    const bool is_narrower = width(after.verdict) < width(before.verdict);
                    const bool is_in = after.verdict == evaluation::Verdict::allowed || may_be_denied(after);
                    return !is_narrower && (edit.reached ? is_in : after.verdict == before.verdict);
                });
        });
    expect_covered(coverage, {"refused -> allowed", "allowed -> allowed", "denied -> denied", "depends -> allowed"});
}

TEST(TrustPolicyVerdictLaws, removing_keeps_out_the_one_and_nobody_else) {
    const auto law = [](const Trial& trial, const Grant& grant, const Document& document, Coverage& tried) {
        const Edit edit = without(document, grant);
        ++tried[edit.reached ? "reached" : "stays"];
        return check_callers(trial, grant, document, decoded(edit.text), [&](const auto& before, const auto& after) {
            ++tried[std::string(to_string(before.verdict)) + " -> " + to_string(after.verdict)];
            const bool is_out = after.verdict == evaluation::Verdict::refused ||
                                after.verdict == evaluation::Verdict::denied;
            return width(after.verdict) <= width(before.verdict) &&
                   (!edit.reached || is_out || grant.subject.is_pattern());
        });
    };
    const Coverage coverage =
        expect_law(40'000'000, 2'000, [&](const Trial& trial, const Document& document, Coverage& tried) {
            const std::string complaint = law(trial, trial.grant, document, tried);
            return complaint + law(trial, for_any_audience(trial.grant), document, tried);
        });
    expect_covered(coverage, {"allowed -> refused", "allowed -> allowed", "denied -> denied", "reached", "stays"});
}

}  // namespace
}  // namespace core::iam::trust_policy::edit

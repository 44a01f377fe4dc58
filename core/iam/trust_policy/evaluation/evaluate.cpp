#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/evaluation/answer.hpp"
#include "core/iam/trust_policy/evaluation/condition_match.hpp"
#include "core/iam/trust_policy/evaluation/principal_match.hpp"
#include "core/iam/trust_policy/evaluation/reason.hpp"
#include "core/iam/trust_policy/evaluation/request_context.hpp"

#include <algorithm>

namespace core::iam::trust_policy::evaluation {
namespace {

/// One thing that a statement asks for.
struct Demand {
    Answer is_met = Answer::yes;
    std::string reason{};  ///< of one that is not
    std::vector<std::string> unknown_keys{};
};

std::vector<Demand> demands_of(const Statement& statement, const Claims& claims, const Reading& reading) {
    std::vector<Demand> demands;
    if (!matches_principal(statement, claims)) {
        demands.push_back({Answer::no, principal_reason(statement, claims)});
    }
    if (!is_for_web_identity(statement)) {
        demands.push_back({Answer::no, action_reason(statement)});
    }
    for (const Condition& condition : statement.conditions) {
        ConditionAnswer answer = match_condition(condition, reading);
        if (answer.is_fulfilled != Answer::yes) {
            demands.push_back({answer.is_fulfilled, condition_reason(condition, answer, reading.context),
                               std::move(answer.unknown_keys)});
        }
    }
    return demands;
}

void append_new_keys(std::vector<std::string>& keys, const std::vector<std::string>& more) {
    for (const std::string& key : more) {
        if (std::ranges::none_of(keys, [&key](const std::string& known) { return is_same_key(known, key); })) {
            keys.push_back(key);
        }
    }
}

/// Of a statement that cannot apply the reasons for that alone: what else is not known does not matter.
StatementVerdict judge(const Statement& statement, const std::vector<Demand>& demands,
                       std::vector<std::string>& unknown_keys) {
    StatementVerdict verdict{statement.number, statement.effect,
                             all_of(demands, [](const Demand& demand) { return demand.is_met; })};
    for (const Demand& demand : demands) {
        if (demand.is_met == verdict.applies) {
            verdict.reasons.push_back(demand.reason);
            append_new_keys(unknown_keys, demand.unknown_keys);
        }
    }
    return verdict;
}

/// Fills in verdict and decided_by.
void decide(Evaluation& evaluation) {
    const auto first = [&](Effect effect, Answer applies) {
        const auto found = std::ranges::find_if(evaluation.statements, [&](const StatementVerdict& statement) {
            return statement.effect == effect && statement.applies == applies;
        });
        return found == evaluation.statements.end() ? std::nullopt : std::optional(found->number);
    };
    const auto denies = first(Effect::deny, Answer::yes);
    const auto allows = first(Effect::allow, Answer::yes);
    const bool may_deny = first(Effect::deny, Answer::depends).has_value();
    const bool may_allow = allows || first(Effect::allow, Answer::depends);
    if (denies) {
        evaluation.verdict = Verdict::denied;
        evaluation.decided_by = denies;
    } else if (allows && !may_deny) {
        evaluation.verdict = Verdict::allowed;
        evaluation.decided_by = allows;
    } else {
        evaluation.verdict = may_allow ? Verdict::depends : Verdict::refused;
    }
}

}  // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::allowed: return "allowed";
        case Verdict::denied: return "denied";
        case Verdict::refused: return "refused";
        case Verdict::depends: return "depends";
    }
    return "unknown";
}

const char* to_string(Answer answer) {
    switch (answer) {
        case Answer::no: return "no";
        case Answer::yes: return "yes";
        case Answer::depends: return "depends";
    }
    return "unknown";
}

Evaluation evaluate(const Document& document, const Claims& claims) {
    const RequestContext context(claims);
    const Reading reading{context, document.has_policy_variables};
    Evaluation evaluation;
    for (const Statement& statement : document.statements) {
        const auto demands = demands_of(statement, claims, reading);
        evaluation.statements.push_back(judge(statement, demands, evaluation.unknown_keys));
    }
    decide(evaluation);
    if (evaluation.verdict != Verdict::depends) {
        evaluation.unknown_keys.clear();
    }
    return evaluation;
}

}  // namespace core::iam::trust_policy::evaluation

#include "server/cli/trust_policy/evaluate_report.hpp"

#include "core/json/place.hpp"
#include "core/text/quoted.hpp"
#include "server/cli/trust_policy/caller.hpp"

#include <algorithm>

namespace server::cli::trust_policy {
namespace {

using core::iam::Token;
using core::iam::trust_policy::Document;
using core::iam::trust_policy::Effect;
using core::iam::trust_policy::Statement;
using core::iam::trust_policy::evaluation::Answer;
using core::iam::trust_policy::evaluation::Evaluation;
using core::iam::trust_policy::evaluation::StatementVerdict;
using core::iam::trust_policy::evaluation::Verdict;

/// `statement 2 (line 14)`, with its Sid where it has one.
std::string statement_text(const Document& document, std::size_t number) {
    std::string text = "statement " + std::to_string(number);
    const auto found = std::ranges::find(document.statements, number, &Statement::number);
    if (found == document.statements.end()) {
        return text;
    }
    text += " (line " + std::to_string(core::json::place_at(document.text, found->node->begin).line);
    return text + (found->sid.empty() ? ")" : ", " + core::text::quoted(found->sid) + ")");
}

std::string verdict_line(const Document& document, const Evaluation& evaluation, const Paint& paint) {
    const std::string by = evaluation.decided_by ? statement_text(document, *evaluation.decided_by) : "";
    switch (evaluation.verdict) {
        case Verdict::allowed: return paint.green("allowed") + " by " + by;
        case Verdict::denied: return paint.red("denied") + " by " + by;
        case Verdict::refused: return paint.red("refused") + ": no statement lets it in";
        case Verdict::depends: break;
    }
    std::string keys;
    for (const std::string& key : evaluation.unknown_keys) {
        keys += (keys.empty() ? "" : ", ") + key;
    }
    const std::string first = evaluation.unknown_keys.empty() ? "KEY" : evaluation.unknown_keys.front();
    return paint.yellow("depends") + " on " + keys + ": say --context " + first + "=VALUE, or " + first +
           "= when a request does not have it";
}

std::string claims_text(const Judgement& judgement, const std::optional<Token>& token) {
    std::string text = "  iss " + judgement.claims.issuer + "\n  sub " + judgement.claims.subject + "\n  aud " +
                       judgement.claims.audience + '\n';
    if (!judgement.claims.provider_arn.empty()) {
        text += "  provider " + judgement.claims.provider_arn + '\n';
    }
    if (token && token->expires_at) {
        text += "  expires " + time_text(*token->expires_at) + '\n';
    }
    return text;
}

const char* applies_text(const StatementVerdict& verdict) {
    const bool allows = verdict.effect == Effect::allow;
    switch (verdict.applies) {
        case Answer::yes: return allows ? "lets it in" : "keeps it out";
        case Answer::no: return allows ? "does not let it in" : "does not keep it out";
        case Answer::depends: break;
    }
    return allows ? "may let it in" : "may keep it out";
}

/// Claims come from outside: nothing in them may steer the terminal.
std::string visible(std::string text) {
    std::ranges::replace_if(text, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; }, '?');
    return text;
}

}  // namespace

std::string render_judgement(const Document& document, const Judgement& judgement, const std::optional<Token>& token,
                             const Paint& paint) {
    std::string text = claims_text(judgement, token);
    for (const StatementVerdict& each : judgement.evaluation.statements) {
        text += statement_text(document, each.number) + " " + applies_text(each) + '\n';
        for (const std::string& reason : each.reasons) {
            text += "  - " + reason + '\n';
        }
    }
    return verdict_line(document, judgement.evaluation, paint) + '\n' + visible(std::move(text));
}

}  // namespace server::cli::trust_policy

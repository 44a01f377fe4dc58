#include "core/json/place.hpp"
#include "server/cli/trust_policy/caller.hpp"
#include "server/cli/trust_policy/evaluate_report.hpp"
#include "server/cli/trust_policy/json.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace server::cli::trust_policy {
namespace {

using core::iam::Token;
using core::iam::trust_policy::Document;
using core::iam::trust_policy::Effect;
using core::iam::trust_policy::Statement;
using core::iam::trust_policy::evaluation::StatementVerdict;

Tree string_or_null(const std::string& text) { return text.empty() ? Tree() : Tree::string(text); }

Tree time_or_null(const std::optional<std::chrono::sys_seconds>& time) {
    return time ? Tree::string(time_text(*time)) : Tree();
}

Tree statement(const Document& document, const StatementVerdict& verdict) {
    const auto found = std::ranges::find(document.statements, verdict.number, &Statement::number);
    const bool is_there = found != document.statements.end();
    return Tree::object(
        {{"number", json_number(verdict.number)},
         {"line", is_there ? json_number(core::json::place_at(document.text, found->node->begin).line) : Tree()},
         {"sid", is_there ? string_or_null(found->sid) : Tree()},
         {"effect", Tree::string(verdict.effect == Effect::allow ? "Allow" : "Deny")},
         {"applies", Tree::string(to_string(verdict.applies))},
         {"reasons", json_list(verdict.reasons)}});
}

Tree token_claims(const Token& token) {
    return Tree::object({{"issuer", Tree::string(token.issuer)},
                         {"subject", Tree::string(token.subject)},
                         {"audiences", json_list(token.audiences)},
                         {"authorized_party", string_or_null(token.authorized_party)},
                         {"issued_at", time_or_null(token.issued_at)},
                         {"valid_from", time_or_null(token.valid_from)},
                         {"expires_at", time_or_null(token.expires_at)}});
}

}  // namespace

std::string encode_judgement(const Document& document, const Judgement& judgement, const std::optional<Token>& token) {
    std::vector<Tree> statements;
    statements.reserve(judgement.evaluation.statements.size());
    for (const StatementVerdict& each : judgement.evaluation.statements) {
        statements.push_back(statement(document, each));
    }
    const auto& claims = judgement.claims;
    std::vector<Member> members = {{"verdict", Tree::string(to_string(judgement.evaluation.verdict))},
                                   {"decided_by", json_number(judgement.evaluation.decided_by)},
                                   {"claims", Tree::object({{"issuer", Tree::string(claims.issuer)},
                                                            {"subject", Tree::string(claims.subject)},
                                                            {"audience", Tree::string(claims.audience)},
                                                            {"provider", string_or_null(claims.provider_arn)}})},
                                   {"statements", json_list(std::move(statements))},
                                   {"unknown_keys", json_list(judgement.evaluation.unknown_keys)}};
    if (token) {
        members.push_back({"token", token_claims(*token)});
    }
    return encode_tree_indented(Tree::object(std::move(members)));
}

}  // namespace server::cli::trust_policy

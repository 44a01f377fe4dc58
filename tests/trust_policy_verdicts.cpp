// Evaluates trust policies for a second evaluator that is held against the first: a line of JSON in,
// `{"policy": "<text>", "claims": {"issuer", "provider_arn", "subject", "audience", "context": {"<key>":
// ["<value>"]}}}`, a line of JSON out, `{"verdict": "allowed", "decided_by": 1, "statements": ["yes", "depends"]}`.
#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

namespace {

using core::iam::trust_policy::evaluation::Claims;
using nlohmann::json;

Claims read_claims(const json& claims) {
    return {.issuer = claims.at("issuer"),
            .provider_arn = claims.value("provider_arn", ""),
            .subject = claims.at("subject"),
            .audience = claims.at("audience"),
            .context = claims.value("context", decltype(Claims::context)())};
}

json answer(const json& request) {
    const auto document = core::iam::trust_policy::decode_document(request.at("policy").get<std::string>());
    if (!document) {
        return {{"verdict", "error:" + document.error().code}, {"decided_by", nullptr}, {"statements", json::array()}};
    }
    const auto evaluation = evaluate(*document, read_claims(request.at("claims")));
    json statements = json::array();
    for (const auto& statement : evaluation.statements) {
        statements.push_back(to_string(statement.applies));
    }
    return {{"verdict", to_string(evaluation.verdict)},
            {"decided_by", evaluation.decided_by ? json(*evaluation.decided_by) : json()},
            {"statements", std::move(statements)}};
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    std::string answers;
    for (std::string line; std::getline(std::cin, line);) {
        answers += answer(json::parse(line)).dump() + "\n";
    }
    std::cout << answers;
    return 0;
}

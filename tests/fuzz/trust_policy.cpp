// Trust policies: reading, judging, checking, and the laws of the edits on documents that nobody wrote.
#include "core/iam/trust_policy/edit/capacity.hpp"
#include "core/iam/trust_policy/edit/edit.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "core/iam/trust_policy/lint/lint.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <string>

namespace fuzz {
namespace {

using namespace core::iam::trust_policy;
using namespace core::iam::trust_policy::edit;
using namespace core::iam::trust_policy::evaluation;

const core::iam::OidcProvider provider{"aws", "111122223333", "oidc.example.com/a"};

Grant grant_of(std::string name) { return {.provider = provider, .subject = {"team-a", std::move(name)}}; }

Claims claims_of(const Grant& grant) {
    return {.issuer = grant.provider.issuer,
            .provider_arn = grant.provider.arn(),
            .subject = grant.subject.text(),
            .audience = grant.audience,
            .context = {{"aws:SourceIp", {"203.0.113.7"}}, {"aws:TagKeys", {"a", "b"}}, {"sts:RoleSessionName", {}}}};
}

bool is_line(const std::string& text) { return text.find_first_of("\r\n") == std::string::npos; }

void check_finding(const std::string& text, const Finding& finding) {
    must(!finding.code.empty() && !finding.what.empty(), "a finding says what is wrong");
    must(is_line(to_text(finding)), "a finding is one line");
    must(finding.place <= core::json::place_at(text, text.size()), "a finding is about a place of the text");
    must(finding.pointer.empty() || finding.pointer.starts_with('/') || finding.pointer.starts_with("..."),
         "a finding points into the document");
}

void check_findings(const std::string& text, const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
        check_finding(text, finding);
    }
    must(std::ranges::is_sorted(findings, {}, &Finding::place), "findings stand in the order of the text");
}

/// Every scalar stands where it says.
void check_scalars(const Document& document) {
    for (const Statement& statement : document.statements) {
        for (const Condition& condition : statement.conditions) {
            must(condition.key == condition.key_member->key, "a condition has the key of its member");
            for (const Scalar& value : condition.values) {
                must(value.node->text == value.text && value.node->end <= document.text.size(), "a value is its node");
            }
        }
        must(document.text[statement.node->begin] == '{' && document.text[statement.node->end - 1] == '}',
             "a statement is an object of the text");
    }
}

void check_evaluation(const Document& document, const Claims& claims) {
    const Evaluation found = evaluate(document, claims);
    must(found.statements.size() == document.statements.size(), "every statement is judged");
    must(found.decided_by.has_value() == (found.verdict == Verdict::allowed || found.verdict == Verdict::denied),
         "a statement allows or denies");
    for (const StatementVerdict& statement : found.statements) {
        must(statement.reasons.empty() == (statement.applies == Answer::yes), "what does not apply has a reason");
        for (const std::string& reason : statement.reasons) {
            must(is_line(reason) && core::text::truncate(reason, 240) == reason, "a reason is one short line");
        }
    }
}

Document decoded(const Edit& edit) {
    auto document = decode_document(edit.text);
    must(document.has_value(), "what an edit writes can be read");
    return *std::move(document);
}

void must_leave_others_alone(const Document& before, const Document& after, const Grant& grant) {
    for (const char* name : {"other", "default-editor", "ws-2", "ws-"}) {
        Claims claims = claims_of(grant_of(name));
        if (claims.subject == grant.subject.text() || grant.subject.is_pattern()) {
            continue;
        }
        must(evaluate(before, claims).verdict == evaluate(after, claims).verdict, "nobody else gains or loses");
        claims.subject = grant.subject.text();
        claims.audience = "kube";
        must(evaluate(before, claims).verdict == evaluate(after, claims).verdict, "no other audience gains or loses");
    }
}

bool may_be_let_in(const Document& document, const Grant& grant) {
    const Verdict verdict = evaluate(document, claims_of(grant)).verdict;
    return verdict == Verdict::allowed || verdict == Verdict::depends;
}

void check_edits(const Document& document, const Grant& grant) {
    const Edit removed = without(document, grant);
    const Document less = decoded(removed);
    const Edit added = with(document, grant);
    const Document more = decoded(added);
    must(removed.changed || removed.text == document.text, "what is not changed is the same");
    must(added.changed || added.text == document.text, "what is not changed is the same");
    if (!grant.subject.is_pattern()) {
        must_leave_others_alone(document, less, grant);
        must_leave_others_alone(document, more, grant);
        // A Deny that turns on an address may still keep him out, and nobody knows.
        must(!added.reached || may_be_let_in(more, grant), "who is added is let in");
        must(!removed.reached || evaluate(less, claims_of(grant)).verdict != Verdict::allowed, "who is removed is not");
    }
    must(!with(more, grant).changed, "with is idempotent");
    must(!without(less, grant).changed, "without is idempotent");
    must(removed.changed || !added.changed || without(more, grant).text == document.text, "without undoes with");
}

}  // namespace

void try_input(std::string_view bytes) {
    const std::string text(bytes);
    std::vector<Finding> findings;
    const auto understood = decode_document_forgiving(text, findings);
    const auto document = decode_document(text);
    check_findings(text, findings);
    must(document.has_value() == findings.empty(), "a document is one without findings");
    const auto complaints = lint::lint(text, {});
    check_findings(text, complaints);
    must(document.has_value() || !complaints.empty(), "what cannot be read is a finding of lint");
    if (understood) {
        check_scalars(*understood);
    }
    if (!document) {
        return;
    }
    check_evaluation(*document, claims_of(grant_of("default-editor")));
    check_evaluation(*document, {.issuer = "aws", .subject = "", .audience = "\xFF"});
    check_edits(*document, grant_of("default-editor"));
    check_edits(*document, grant_of("ws-*"));
    must(counted_size(text) <= text.size(), "white space does not count");
    (void)capacity(*document, grant_of("default-editor"), counted_size(text) + 200);
}

}  // namespace fuzz

#include "core/iam/trust_policy/lint.hpp"

#include "core/iam/trust_policy/lint_check.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

namespace core::iam::trust_policy {
namespace {

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
    std::ranges::move(more, std::back_inserter(findings));
}

std::vector<Finding> check_document(const Document& document, const Expectations& expectations) {
    checks::Report report(document);
    const std::vector<checks::StatementView> views = checks::views_of(document);
    const checks::Context context{document, expectations, views, report};
    checks::check_elements(context);
    checks::check_sids_and_lists(context);
    checks::check_placeholders(context);
    checks::check_principals(context);
    checks::check_providers(context);
    checks::check_actions(context);
    checks::check_conditions(context);
    checks::check_claims(context);
    checks::check_openness(context);
    checks::check_audiences(context);
    checks::check_subjects(context);
    checks::check_repetitions(context);
    checks::check_size(context);
    return report.take();
}

}  // namespace

std::vector<Finding> lint(const std::string& text, const Expectations& expectations) {
    std::vector<Finding> findings;
    const std::optional<Document> document = decode_document_forgiving(text, findings);
    append(findings, checks::check_characters(text));
    if (document && document->root->kind == json::Kind::object) {
        append(findings, check_document(*document, expectations));
    }
    // At one place the gravest comes first; the rest of the order only makes it always the same.
    std::ranges::sort(findings, {}, [](const Finding& finding) {
        return std::tie(finding.place, finding.severity, finding.code, finding.what);
    });
    return findings;
}

}  // namespace core::iam::trust_policy

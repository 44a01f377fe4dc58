#include "core/iam/trust_policy/lint/lint.hpp"

#include "core/iam/trust_policy/lint/check.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

namespace core::iam::trust_policy::lint {
namespace {

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
    std::ranges::move(more, std::back_inserter(findings));
}

std::vector<Finding> check_document(const Document& document, const Expectations& expectations) {
    Report report(document);
    const std::vector<StatementView> views = views_of(document);
    const Context context{document, expectations, views, report};
    check_elements(context);
    check_sids_and_lists(context);
    check_placeholders(context);
    check_principals(context);
    check_providers(context);
    check_actions(context);
    check_conditions(context);
    check_claims(context);
    check_openness(context);
    check_audiences(context);
    check_subjects(context);
    check_repetitions(context);
    check_size(context);
    return report.take();
}

}  // namespace

std::vector<Finding> lint(const std::string& text, const Expectations& expectations) {
    std::vector<Finding> findings;
    const std::optional<Document> document = decode_document_forgiving(text, findings);
    append(findings, check_characters(text));
    if (document && document->root->kind == json::Kind::object) {
        append(findings, check_document(*document, expectations));
    }
    // At one place the gravest comes first; the rest of the order only makes it always the same.
    std::ranges::sort(findings, {}, [](const Finding& finding) {
        return std::tie(finding.place, finding.severity, finding.code, finding.what);
    });
    return findings;
}

}  // namespace core::iam::trust_policy::lint

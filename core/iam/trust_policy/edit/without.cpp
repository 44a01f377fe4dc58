#include "core/iam/trust_policy/edit/edit.hpp"

#include "core/iam/trust_policy/edit/entry.hpp"
#include "core/iam/trust_policy/edit/listing.hpp"
#include "core/iam/trust_policy/edit/withdrawal.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace core::iam::trust_policy::edit {
namespace {

/// Stands for every audience that the document does not name.
constexpr const char* another_audience = "another-audience";

/// The audiences for which the subject may be let in: that of the grant, or all that can make a difference.
std::set<std::string> audiences_of(const Document& document, const Grant& grant) {
    if (!grant.audience.empty()) {
        return {grant.audience};
    }
    std::set<std::string> audiences = {sts_audience, another_audience};
    for (const Statement& statement : document.statements) {
        for (const Condition& condition : statement.conditions) {
            if (is_about(condition, grant.provider, "aud")) {
                std::ranges::for_each(condition.values, [&](const Scalar& value) { audiences.insert(value.text); });
            }
        }
    }
    return audiences;
}

/// The statements that let the subject in, by number: whether they do for sure.
std::map<std::size_t, bool> find_entries(const Document& document, const Grant& grant) {
    std::map<std::size_t, bool> entries;
    for (const std::string& audience : audiences_of(document, grant)) {
        const evaluation::Evaluation evaluation = evaluation::evaluate(document, claims_of(grant, audience));
        if (evaluation.verdict != evaluation::Verdict::allowed && evaluation.verdict != evaluation::Verdict::depends) {
            continue;
        }
        for (const evaluation::StatementVerdict& statement : evaluation.statements) {
            if (statement.effect == Effect::allow && statement.applies != evaluation::Answer::no) {
                entries[statement.number] |= statement.applies == evaluation::Answer::yes &&
                                             evaluation.verdict == evaluation::Verdict::allowed;
            }
        }
    }
    return entries;
}

std::string joined(std::string text, const std::string& more) {
    return text.empty() ? more : std::move(text) + "; " + more;
}

std::string obstacle_of(const Document& document, const Grant& grant) {
    std::string obstacle;
    for (const auto& [number, for_sure] : find_entries(document, grant)) {
        if (const Statement* statement = find_statement(document, number)) {
            obstacle = joined(std::move(obstacle), name_of(document, number) +
                                                       (for_sure ? " lets it in: " : " may let it in: ") +
                                                       why_it_stays(*statement, grant));
        }
    }
    return obstacle;
}

std::string numbers(const std::vector<std::size_t>& numbers) {
    std::string text;
    for (const std::size_t number : numbers) {
        text += (text.empty() ? "" : ", ") + std::to_string(number);
    }
    return (numbers.size() == 1 ? "statement " : "statements ") + text;
}

std::string summary_of(const Document& document, const Withdrawal& withdrawal) {
    std::string summary;
    if (!withdrawal.shrunk.empty()) {
        summary = "taken out of " + numbers(withdrawal.shrunk);
    }
    if (!withdrawal.gone.empty()) {
        summary = joined(std::move(summary), numbers(withdrawal.gone) + " removed with the last subject");
    }
    if (withdrawal.gone.size() == document.statements.size() && !document.statements.empty()) {
        summary += "; no statement is left, and IAM refuses such a document: delete the role, or add another statement";
    }
    return summary.empty() ? "nothing was changed: no list that can be edited has it" : summary;
}

std::optional<std::size_t> first_of(const Withdrawal& withdrawal) {
    std::vector<std::size_t> all = withdrawal.shrunk;
    all.insert(all.end(), withdrawal.gone.begin(), withdrawal.gone.end());
    return all.empty() ? std::nullopt : std::optional(*std::ranges::min_element(all));
}

}  // namespace

Edit without(const Document& document, const Grant& grant) {
    Withdrawal withdrawal = withdraw(document, grant);
    Edit edit{.text = std::move(withdrawal.text), .statement_number = first_of(withdrawal)};
    edit.changed = edit.statement_number.has_value();
    edit.summary = summary_of(document, withdrawal);
    if (!edit.changed) {
        edit.obstacle = obstacle_of(document, grant);
    } else if (const auto after = decode_document(edit.text)) {
        edit.obstacle = obstacle_of(*after, grant);
    }
    edit.reached = edit.obstacle.empty();
    return edit;
}

}  // namespace core::iam::trust_policy::edit

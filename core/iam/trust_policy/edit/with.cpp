#include "core/iam/trust_policy/edit/edit.hpp"

#include "core/iam/trust_policy/edit/entry.hpp"
#include "core/iam/trust_policy/edit/insertion.hpp"
#include "core/iam/trust_policy/edit/listing.hpp"

#include <algorithm>
#include <utility>

namespace core::iam::trust_policy::edit {
namespace {

Edit unchanged(const Document& document, const Statement& statement, std::string summary) {
    return {.text = document.text, .statement_number = statement.number, .summary = std::move(summary)};
}

Edit kept_out(const Document& document, const evaluation::Evaluation& evaluation) {
    const std::string name = name_of(document, evaluation.decided_by.value_or(0));
    return {.text = document.text,
            .reached = false,
            .obstacle = name + " denies it; a Deny statement is never rewritten",
            .summary = "nothing was changed: " + name + " denies it"};
}

const Statement* find_listing(const Document& document, const Grant& grant) {
    const auto lists = [&](const Statement& statement) {
        const Condition* list = editable_list(statement, grant);
        return list != nullptr && has_value(*list, grant.subject.text());
    };
    const auto found = std::ranges::find_if(document.statements, lists);
    return found == document.statements.end() ? nullptr : &*found;
}

/// Whether an Allow statement that lets in the example of the grant lets in all of it, and will when it is mended.
bool is_entry(const Statement& statement, const Grant& grant) {
    const auto is_about_subject = [&](const Condition& condition) {
        return is_about(condition, grant.provider, "sub");
    };
    return openness(statement, grant).empty() &&
           (!grant.subject.is_pattern() || std::ranges::count_if(statement.conditions, is_about_subject) == 1);
}

/// The first statement of this effect that applies, or may apply, and for which `is_wanted` holds.
template <typename IsWanted>
const Statement* find_applying(const Document& document, const evaluation::Evaluation& evaluation, Effect effect,
                               evaluation::Answer applies, IsWanted&& is_wanted) {
    for (const evaluation::StatementVerdict& verdict : evaluation.statements) {
        const Statement* statement = find_statement(document, verdict.number);
        if (verdict.effect == effect && verdict.applies == applies && statement != nullptr && is_wanted(*statement)) {
            return statement;
        }
    }
    return nullptr;
}

/// What a person should know about the statements that were there before.
std::string remarks_on(const Document& document, const evaluation::Evaluation& evaluation, const Grant& grant,
                       const Document& after) {
    // A single statement that became a list is the second one now (insertion.hpp).
    const std::size_t shift = after.statements.size() > document.statements.size() &&
                                      document.statements_member->value.kind == json::Kind::object
                                  ? 1
                                  : 0;
    std::string remarks;
    const auto is_open = [&](const Statement& statement) { return !openness(statement, grant).empty(); };
    if (const auto* open = find_applying(document, evaluation, Effect::allow, evaluation::Answer::yes, is_open)) {
        remarks += "; " + name_of(after, open->number + shift) + " lets it in, too, because " + openness(*open, grant) +
                   ": mend it";
    }
    const auto is_any = [](const Statement&) { return true; };
    if (const auto* deny = find_applying(document, evaluation, Effect::deny, evaluation::Answer::depends, is_any)) {
        remarks += "; " + name_of(after, deny->number + shift) + " may deny it, which no token tells";
    }
    return remarks;
}

Edit added(const Document& document, const evaluation::Evaluation& evaluation, const Grant& grant) {
    Insertion insertion = insert(document, grant);
    Edit edit{.text = std::move(insertion.text), .changed = true, .statement_number = insertion.statement_number};
    edit.summary = (insertion.is_new_statement ? "added as statement " : "added to statement ") +
                   std::to_string(insertion.statement_number);
    if (const auto after = decode_document(edit.text)) {
        edit.summary += remarks_on(document, evaluation, grant, *after);
    }
    return edit;
}

}  // namespace

Edit with(const Document& document, const Grant& grant) {
    const evaluation::Evaluation evaluation = evaluation::evaluate(document, claims_of(grant, grant.audience));
    if (evaluation.verdict == evaluation::Verdict::denied) {
        return kept_out(document, evaluation);
    }
    if (const Statement* listing = find_listing(document, grant)) {
        return unchanged(document, *listing, name_of(document, listing->number) + " lists it already");
    }
    const auto is_wanted = [&](const Statement& statement) { return is_entry(statement, grant); };
    if (const Statement* entry =
            find_applying(document, evaluation, Effect::allow, evaluation::Answer::yes, is_wanted)) {
        return unchanged(document, *entry, name_of(document, entry->number) + " lets it in already");
    }
    return added(document, evaluation, grant);
}

}  // namespace core::iam::trust_policy::edit

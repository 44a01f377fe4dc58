#include "core/iam/trust_policy/edit/entry.hpp"

#include "core/iam/trust_policy/edit/listing.hpp"
#include "core/iam/trust_policy/evaluation/condition_operator.hpp"
#include "core/json/place.hpp"
#include "core/text/pattern.hpp"

#include <algorithm>
#include <optional>

namespace core::iam::trust_policy::edit {
namespace {

/// A name that the pattern matches, and that nobody is likely to have written into a document.
std::string example_of(std::string_view pattern) {
    std::string name;
    for (const char c : pattern) {
        if (c == '*') {
            name += "0any0";
        } else {
            name += c == '?' ? '0' : c;
        }
    }
    return name;
}

/// Whether the operator says which texts are wanted, with whatever prefix and suffix.
bool wants_texts(const evaluation::ConditionOperator& op) {
    return !op.is_negated &&
           (op.comparison == evaluation::Comparison::string || op.comparison == evaluation::Comparison::pattern ||
            op.comparison == evaluation::Comparison::string_ignoring_case);
}

/// Whether a value covers the subject; of a pattern: all that it matches.
bool covers(evaluation::Comparison comparison, std::string_view value, const Subject& subject) {
    if (comparison == evaluation::Comparison::string_ignoring_case) {
        return !subject.is_pattern() && is_same_key(value, subject.text());
    }
    if (comparison == evaluation::Comparison::string) {
        return !subject.is_pattern() && value == subject.text();
    }
    // To `*` the wildcards of a narrower pattern are characters like all others; a `?` would take its `*` for one.
    const bool is_comparable = !subject.is_pattern() || !value.contains('?');
    return value == subject.text() || (is_comparable && text::matches_pattern(subject.text(), value));
}

/// The operator of a condition that wants certain subjects of this provider.
std::optional<evaluation::ConditionOperator> wanted_subjects(const Condition& condition, const OidcProvider& provider) {
    auto op = evaluation::decode_condition_operator(condition.operator_name);
    return is_about(condition, provider, "sub") && op && wants_texts(*op) ? op : std::nullopt;
}

/// The value that names the subject, or a pattern of names within its namespace; nullptr when there is none.
const Scalar* find_closed_value(const Condition& condition, const Grant& grant) {
    const auto op = wanted_subjects(condition, grant.provider);
    const std::string prefix = namespace_prefix(grant.subject);
    const auto found = std::ranges::find_if(condition.values, [&](const Scalar& value) {
        return op && is_same_key(std::string_view(value.text).substr(0, prefix.size()), prefix) &&
               covers(op->comparison, value.text, grant.subject);
    });
    return found == condition.values.end() ? nullptr : &*found;
}

bool names_provider(const Statement& statement, const OidcProvider& provider) {
    return !statement.is_not_principal && std::ranges::any_of(statement.principals, [&](const Principal& principal) {
        return principal.value.text == provider.arn();
    });
}

}  // namespace

evaluation::Claims claims_of(const Grant& grant, std::string_view audience) {
    evaluation::Claims claims;
    claims.issuer = grant.provider.issuer;
    claims.provider_arn = grant.provider.arn();
    claims.subject = namespace_prefix(grant.subject) + example_of(grant.subject.service_account);
    claims.audience = audience;
    return claims;
}

std::string openness(const Statement& statement, const Grant& grant) {
    if (!names_provider(statement, grant.provider)) {
        return statement.is_not_principal ? "its NotPrincipal lets in everybody else" : "its Principal is everybody";
    }
    const auto is_closed = [&](const Condition& condition) { return find_closed_value(condition, grant) != nullptr; };
    if (std::ranges::any_of(statement.conditions, is_closed)) {
        return {};
    }
    const auto asks = [&](const Condition& condition) {
        return wanted_subjects(condition, grant.provider).has_value();
    };
    return std::ranges::any_of(statement.conditions, asks) ? "its subject has a wildcard in the namespace"
                                                           : "it names no subject";
}

std::string why_it_stays(const Statement& statement, const Grant& grant) {
    if (std::string open = openness(statement, grant); !open.empty()) {
        return open;
    }
    for (const Condition& condition : statement.conditions) {
        const Scalar* value = find_closed_value(condition, grant);
        if (value == nullptr) {
            continue;
        }
        if (!is_plain(condition)) {
            return "it has " + value->text + " under " + condition.operator_name + ", which is not rewritten";
        }
        if (value->text != grant.subject.text()) {
            return "its pattern " + value->text + " matches it";
        }
        return is_alone_with_its_issuer(statement, grant.provider)
                   ? "it holds for other audiences than this one, too; without --audience the subject is taken out of "
                     "it"
                   : "its Principal has the same issuer more than once, and others would lose with it";
    }
    return {};
}

const Statement* find_statement(const Document& document, std::size_t number) {
    const auto found = std::ranges::find(document.statements, number, &Statement::number);
    return found == document.statements.end() ? nullptr : &*found;
}

std::string name_of(const Document& document, std::size_t statement_number) {
    std::string name = "statement " + std::to_string(statement_number);
    if (const Statement* statement = find_statement(document, statement_number)) {
        name += " (line " + std::to_string(json::place_at(document.text, statement->node->begin).line) + ")";
    }
    return name;
}

}  // namespace core::iam::trust_policy::edit

#include "core/iam/trust_policy/lint/subject.hpp"

#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/placeholder.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

/// Where a value stands.
struct Place {
    Effect effect;
    const evaluation::ConditionOperator& op;
};

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// Only of variables can nothing be said: what they stand for is not known here.
bool is_opaque(std::string_view text) {
    return text.find("${") != std::string_view::npos || !find_placeholder(text, BareWords::find).empty();
}

void report_bad(const Context& context, Effect effect, const Scalar& value, const SubjectComplaint& complaint) {
    context.report.add(effect == Effect::allow ? Severity::error : Severity::warning, "bad_subject", value.node->begin,
                       complaint.what, complaint.remedy);
}

/// What to write for each namespace that was meant by a pattern.
std::string anchored(std::string_view pattern) {
    const std::size_t last = pattern.rfind(':');
    std::string_view name = last == std::string_view::npos ? "*" : pattern.substr(last + 1);
    if (std::ranges::count(pattern, ':') < 3) {
        name = "*";
    }
    return "system:serviceaccount:<namespace>:" + std::string(name);
}

void check_pattern(const Context& context, const Place& place, const Scalar& value) {
    if (place.effect == Effect::deny || place.op.is_negated) {
        return;  // what is too wide here keeps people out
    }
    if (wildcard_place(value.text) == WildcardPlace::in_namespace) {
        context.report.error("wildcard_namespace", value.node->begin,
                             text::quoted(value.text) + " lets in ServiceAccounts of other namespaces",
                             "write one value for each namespace that you mean: \"" + anchored(value.text) + '"');
    } else if (const auto complaint = complaint_of_subject(value.text)) {
        report_bad(context, place.effect, value, *complaint);
    }
}

void check_name(const Context& context, const Scalar& value) {
    const std::size_t colon = value.text.rfind(':');
    const std::string_view name = std::string_view(value.text).substr(colon == std::string::npos ? 0 : colon + 1);
    if (const auto meant = misspelt_account(name)) {
        context.report.warn(
            "misspelt_service_account", value.node->begin,
            "the service account is " + text::quoted(name) + did_you_mean(meant),
            "write \"" + value.text.substr(0, value.text.size() - name.size()) + std::string(*meant) + '"');
    }
}

void check_value(const Context& context, const Place& place, const Scalar& value) {
    if (is_opaque(value.text)) {
        return;
    }
    if (has_wildcard(value.text)) {
        return check_pattern(context, place, value);
    }
    const bool any_case = place.op.comparison == evaluation::Comparison::string_ignoring_case;
    if (const auto complaint = complaint_of_subject(any_case ? lower(value.text) : value.text)) {
        report_bad(context, place.effect, value, *complaint);
    }
    check_name(context, value);
}

/// Of `sub` and `aud` alike: only the operators with Like know wildcards.
void check_wildcard(const Context& context, const Scalar& value, const ClaimCondition& claim) {
    context.report.error("wildcard_in_string_equals", value.node->begin,
                         "under " + claim.condition->operator_name + " a wildcard is only a character, so " +
                             text::quoted(value.text) + " fits nothing",
                         claim.claim == "sub" ? "move it under StringLike, with the namespace written out"
                                              : "write the audience itself");
}

}  // namespace

void check_subjects(const Context& context) {
    for (const StatementView& view : context.views) {
        for (const ClaimCondition& claim : view.claims) {
            const bool is_sub = claim.claim == "sub";
            if (!claim.is_cluster || !compares_text(claim.op) || (!is_sub && claim.claim != "aud")) {
                continue;
            }
            for (const Scalar& value : claim.condition->values) {
                if (has_wildcard(value.text) && !is_opaque(value.text) &&
                    claim.op.comparison != evaluation::Comparison::pattern) {
                    check_wildcard(context, value, claim);
                } else if (is_sub) {
                    check_value(context, {view.statement->effect, claim.op}, value);
                }
            }
        }
    }
}

}  // namespace core::iam::trust_policy::lint

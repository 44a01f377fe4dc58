#include "core/iam/trust_policy/edit/capacity.hpp"
#include "core/iam/trust_policy/lint/check.hpp"

#include <algorithm>
#include <optional>

namespace core::iam::trust_policy::lint {
namespace {

/// The first subject of the document that could stand for the next one.
std::optional<edit::Grant> example_of(const std::vector<StatementView>& views, const std::string& audience) {
    for (const StatementView& view : views) {
        for (const ClaimCondition& claim : view.claims) {
            if (!view.lets_tokens_in || claim.claim != "sub" || claim.of_statement == nullptr) {
                continue;
            }
            const auto provider = decode_oidc_provider(claim.of_statement->principal->value.text);
            for (const Scalar& value : claim.condition->values) {
                const auto subject = decode_subject(value.text);
                if (provider && subject && !subject->is_pattern()) {
                    return edit::Grant{*provider, *subject, audience};
                }
            }
        }
    }
    return std::nullopt;
}

std::string next_quota(std::size_t quota) {
    const auto higher = std::ranges::upper_bound(edit::quotas, quota);
    return higher == edit::quotas.end()
               ? std::string("split the subjects over several roles")
               : "take out subjects, use a pattern within a namespace (StringLike), split the subjects "
                 "over several roles, or have the account's quota raised to " +
                     std::to_string(*higher);
}

void warn_nearly_full(const Context& context, std::size_t size) {
    const std::size_t quota = context.expectations.quota;
    std::string what = "the document has " + std::to_string(size) + " of " + std::to_string(quota) + " characters";
    const auto example = example_of(context.views, context.expectations.audience);
    if (example && decode_document(context.document.text)) {
        const std::size_t more = edit::capacity(context.document, *example, quota);
        what += more == 0 ? ", no room for one more subject like "
                          : ", room for " + std::to_string(more) + " more like ";
        what += example->subject.text();
    }
    context.report.warn("nearly_full", context.document.root->begin, what, next_quota(quota));
}

}  // namespace

void check_size(const Context& context) {
    const std::size_t size = edit::counted_size(context.document.text);
    const std::size_t quota = context.expectations.quota;
    if (size > quota) {
        context.report.error("too_long", context.document.root->begin,
                             "the document has " + std::to_string(size) +
                                 " characters, white space not counted; the "
                                 "quota is " +
                                 std::to_string(quota),
                             next_quota(quota));
    } else if (size > quota - quota / 10) {
        warn_nearly_full(context, size);
    }
}

}  // namespace core::iam::trust_policy::lint

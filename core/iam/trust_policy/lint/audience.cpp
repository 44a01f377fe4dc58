#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/edit/edit.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/placeholder.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

constexpr std::string_view china_audience = "sts.amazonaws.com.cn";

/// What a token may be for: in China the SDKs ask for either.
std::vector<std::string> expected_audiences(const Context& context, const Issuer& issuer) {
    std::vector<std::string> audiences = {context.expectations.audience};
    const auto provider = decode_oidc_provider(issuer.principal->value.text);
    if (provider && provider->partition == "aws-cn" && audiences.front() == edit::sts_audience) {
        audiences.emplace_back(china_audience);
    }
    return audiences;
}

bool has_wildcard(const Scalar& value) { return value.text.find_first_of("*?") != std::string::npos; }

void report_passing(const Context& context, const Scalar& value, bool is_pattern) {
    if (is_pattern) {
        context.report.warn("wildcard_audience", value.node->begin,
                            text::quoted(value.text) + " lets in tokens that were meant for other services",
                            "write \"" + context.expectations.audience + "\" under StringEquals");
    }
}

void check_condition(const Context& context, const Issuer& issuer, const ClaimCondition& claim) {
    const std::vector<std::string> expected = expected_audiences(context, issuer);
    const auto passes = [&](const Scalar& value) {
        return std::ranges::any_of(expected,
                                   [&](const auto& audience) { return fits(claim.op, audience, value.text); });
    };
    const std::vector<Scalar>& values = claim.condition->values;
    const auto is_placeholder = [](const Scalar& value) {
        return !find_placeholder(value.text, BareWords::find).empty();
    };
    const bool is_like = claim.op.comparison == evaluation::Comparison::pattern;
    if (std::ranges::any_of(values, is_placeholder) || (!is_like && std::ranges::any_of(values, has_wildcard))) {
        return;  // has been said: unexpanded_placeholder, wildcard_in_string_equals
    }
    const bool any_passes = std::ranges::any_of(values, passes);
    for (const Scalar& value : values) {
        if (passes(value)) {
            report_passing(context, value, is_like && has_wildcard(value));
            continue;
        }
        const std::string what = "the audience " + text::quoted(value.text) + " is not " + expected.front();
        if (any_passes) {
            context.report.warn("wrong_audience", value.node->begin, what + ": tokens for another service get in, too",
                                "take it out");
        } else {
            context.report.error("wrong_audience", value.node->begin, what + ": tokens for that cannot get in",
                                 "write \"" + expected.front() + '"');
        }
    }
}

}  // namespace

void check_audiences(const Context& context) {
    if (context.expectations.audience.empty()) {
        return;
    }
    for (const StatementView& view : context.views) {
        for (const Issuer& issuer : view.issuers) {
            if (!view.lets_tokens_in || !issuer.is_cluster) {
                continue;
            }
            for (const ClaimCondition* claim : view.claims_of(issuer, "aud")) {
                if (wants_text(claim->op)) {
                    check_condition(context, issuer, *claim);
                }
            }
        }
    }
}

}  // namespace core::iam::trust_policy::lint

// lint against evaluate: what lint lets pass lets no stranger in, and what render and with write is sound.
#include "core/iam/trust_policy/edit/edit.hpp"
#include "core/iam/trust_policy/edit/render.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "core/iam/trust_policy/lint/lint.hpp"
#include "tests/core/iam/trust_policy/edit/random_document.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace {

using core::iam::OidcProvider;
using core::iam::Subject;
using core::iam::trust_policy::Document;
using core::iam::trust_policy::Finding;
using core::iam::trust_policy::Severity;
using core::iam::trust_policy::edit::Grant;
using core::iam::trust_policy::evaluation::Verdict;
using core::iam::trust_policy::lint::Expectations;

const OidcProvider provider = {"aws", "111122223333",
                               "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"};

std::string messages(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        text += to_text(finding) + '\n';
    }
    return text;
}

/// An error that says that somebody is let in who should not be.
bool says_open(const std::vector<Finding>& findings) {
    constexpr std::array<std::string_view, 6> codes = {"no_condition",       "audience_without_subject",
                                                       "negated_subject",    "wildcard_namespace",
                                                       "wildcard_principal", "not_principal"};
    return std::ranges::any_of(findings, [&](const Finding& finding) {
        return finding.severity == Severity::error && std::ranges::find(codes, finding.code) != codes.end();
    });
}

/// One whom no document of random_trial names.
Verdict verdict_on_stranger(const Document& document, const OidcProvider& of) {
    return core::iam::trust_policy::evaluation::evaluate(document,
                                                         {.issuer = of.issuer,
                                                          .provider_arn = of.arn(),
                                                          .subject = "system:serviceaccount:stranger-7:visitor-7",
                                                          .audience = core::iam::trust_policy::edit::sts_audience})
        .verdict;
}

/// The providers that a document may name, each once.
std::vector<OidcProvider> providers_of(const tests::trust_policy::Trial& trial) {
    std::vector<OidcProvider> providers;
    for (const auto& caller : tests::trust_policy::callers(trial)) {
        if (std::ranges::find(providers, caller.provider) == providers.end()) {
            providers.push_back(caller.provider);
        }
    }
    return providers;
}

TEST(LintJudge, SaysSoWhenStrangersAreLetIn) {
    const Expectations expectations{.quota = 1'000'000};
    std::size_t open = 0;
    std::size_t shut = 0;
    for (unsigned seed = 1; seed <= 5'000; ++seed) {
        const auto trial = tests::trust_policy::random_trial(seed);
        const auto document = core::iam::trust_policy::decode_document(trial.text);
        if (!document) {
            continue;
        }
        const std::vector<OidcProvider> providers = providers_of(trial);
        const bool is_open = std::ranges::any_of(providers, [&](const OidcProvider& each) {
            return verdict_on_stranger(*document, each) == Verdict::allowed;
        });
        const auto findings = core::iam::trust_policy::lint::lint(trial.text, expectations);
        ASSERT_TRUE(!is_open || says_open(findings)) << "seed " << seed << "\n" << messages(findings) << trial.text;
        open += is_open ? 1U : 0U;
        shut += says_open(findings) ? 0U : 1U;
    }
    EXPECT_GT(open, 500U) << "the law is about documents that are open";
    EXPECT_GT(shut, 500U) << "and about others";
    RecordProperty("open", std::to_string(open));
    RecordProperty("shut", std::to_string(shut));
}

TEST(LintJudge, FindsNothingInWhatIsRendered) {
    std::vector<Subject> subjects;
    for (const char* name : {"default-editor", "default-viewer", "ws-*", "*", "ml.pipeline-1"}) {
        subjects.push_back({"team-" + std::to_string(subjects.size()), name});
        const std::string text = core::iam::trust_policy::edit::render_document(
            provider, subjects, core::iam::trust_policy::edit::sts_audience);
        const auto findings = core::iam::trust_policy::lint::lint(
            text, {.providers = {provider.arn()}, .account_id = provider.account_id});
        EXPECT_EQ(messages(findings), "") << text;
    }
}

TEST(LintJudge, FindsNothingInWhatIsAdded) {
    std::string text = core::iam::trust_policy::edit::render_document(provider, std::array{Subject{"team-a", "ws-*"}},
                                                                      core::iam::trust_policy::edit::sts_audience);
    for (int i = 0; i < 12; ++i) {
        const auto document = core::iam::trust_policy::decode_document(text);
        ASSERT_TRUE(document);
        text = core::iam::trust_policy::edit::with(*document,
                                                   Grant{provider, {"team-" + std::to_string(i), "default-editor"}})
                   .text;
        EXPECT_EQ(messages(core::iam::trust_policy::lint::lint(text, {})), "") << text;
    }
}

}  // namespace

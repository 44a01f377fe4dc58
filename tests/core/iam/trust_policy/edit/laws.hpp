#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"
#include "tests/core/iam/trust_policy/edit/random_document.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

// How a law of `with` and `without` is tried on random documents.
namespace core::iam::trust_policy::edit {

using tests::trust_policy::Caller;
using tests::trust_policy::Trial;

/// How often something was tried.
using Coverage = std::map<std::string, int>;
/// What is wrong with an edit of this document; empty: nothing.
using Law = std::function<std::string(const Trial&, const Document&, Coverage&)>;

/// Tries that many documents; with PIW_DOCUMENTS=10 in the environment, ten times as many.
inline Coverage expect_law(unsigned first_seed, unsigned count, const Law& law) {
    const char* factor = std::getenv("PIW_DOCUMENTS");
    count *= factor != nullptr ? static_cast<unsigned>(std::atoi(factor)) : 1;
    Coverage coverage;
    for (unsigned seed = first_seed; seed < first_seed + count && !testing::Test::HasFailure(); ++seed) {
        const Trial trial = tests::trust_policy::random_trial(seed);
        const auto document = decode_document(trial.text);
        const std::string complaint = document ? law(trial, *document, coverage) : to_text(document.error());
        EXPECT_EQ(complaint, "") << "seed " << seed << ", " << trial.grant.provider.arn() << " "
                                 << trial.grant.subject.text() << " for " << trial.grant.audience << "\n"
                                 << trial.text;
    }
    return coverage;
}

inline void expect_covered(const Coverage& coverage, const std::vector<std::string>& situations) {
    for (const std::string& situation : situations) {
        const auto tried = coverage.find(situation);
        EXPECT_GT(tried == coverage.end() ? 0 : tried->second, 40) << situation << " is hardly tried";
    }
}

inline Document decoded(const std::string& text) {
    auto document = decode_document(text);
    EXPECT_TRUE(document) << text;
    return document ? *std::move(document) : Document{};
}

inline Grant for_any_audience(Grant grant) {
    grant.audience.clear();
    return grant;
}

}  // namespace core::iam::trust_policy::edit

// Laws of lint on texts that nobody wrote: every beginning of each document of tests/testdata/trust_policy/lint, and
// documents with a few bytes changed.
#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/lint/lint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

namespace {

namespace fs = std::filesystem;
using core::iam::trust_policy::Finding;
using core::iam::trust_policy::Severity;
using core::iam::trust_policy::lint::Expectations;

std::vector<std::string> documents() {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(fs::path(TESTDATA) / "trust_policy" / "lint")) {
        if (entry.is_directory()) {
            paths.push_back(entry.path() / "policy.json");
        }
    }
    std::ranges::sort(paths);
    std::vector<std::string> texts;
    for (const fs::path& path : paths) {
        std::ifstream file(path, std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return texts;
}

const std::set<std::string>& codes() {
    static const std::set<std::string> known = [] {
        std::set<std::string> result;
        for (const auto& rule : core::iam::trust_policy::lint::rules()) {
            result.insert(rule.code);
        }
        return result;
    }();
    return known;
}

/// In the order of the text, each with a known code; and who has no error can be read.
void expect_laws(const std::string& text) {
    const std::vector<Finding> findings = core::iam::trust_policy::lint::lint(text, Expectations{});
    const bool in_order = std::ranges::is_sorted(findings, {}, [](const Finding& finding) { return finding.place; });
    ASSERT_TRUE(in_order) << text;
    for (const Finding& finding : findings) {
        ASSERT_TRUE(codes().contains(finding.code)) << finding.code << " of\n" << text;
    }
    const bool has_error =
        std::ranges::any_of(findings, [](const Finding& finding) { return finding.severity == Severity::error; });
    ASSERT_TRUE(has_error || core::iam::trust_policy::decode_document(text)) << text;
}

TEST(LintLaw, HoldsForEveryBeginning) {
    for (const std::string& text : documents()) {
        for (std::size_t length = 0; length < text.size(); length += 1 + text.size() / 400) {
            expect_laws(text.substr(0, length));
            if (HasFatalFailure()) {
                return;
            }
        }
    }
}

/// What mistakes are made of.
constexpr std::array<std::string_view, 24> pieces = {
    "\"",           "{",    "}",    "[",       "]",  ",",     ":", "*",    "?",  "$",
    "${",           "}",    "null", "[]",      "{}", "\"*\"", "7", "true", "\\", "\xC3\xA9",
    "\xE2\x80\x93", "\x01", " ",    "https://"};

void mutate(std::string& text, std::mt19937& random) {
    const auto below = [&](std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
    };
    if (text.empty()) {
        return;
    }
    const std::size_t at = below(text.size());
    switch (below(4)) {
        case 0: text.erase(at, 1 + below(8)); break;
        case 1: text.insert(at, pieces[below(pieces.size())]); break;
        case 2: {
            // The end of a word goes, as when a name is misspelt.
            const std::size_t quote = text.find('"', at);
            if (quote != std::string::npos && quote > 0) {
                text.erase(quote - 1, 1);
            }
            break;
        }
        default: {
            const std::string copy = text.substr(at, 1 + below(60));
            text.insert(below(text.size()), copy);
        }
    }
}

TEST(LintLaw, HoldsForChangedDocuments) {
    constexpr unsigned seed = 20261121;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::vector<std::string> originals = documents();
    for (int i = 0; i < 20'000; ++i) {
        std::string text = originals[static_cast<std::size_t>(i) % originals.size()];
        for (unsigned change = random() % 4; change < 4; ++change) {
            mutate(text, random);
        }
        expect_laws(text);
        if (HasFatalFailure()) {
            return;
        }
    }
}

}  // namespace

// A folder is a test: tests/testdata/trust_policy/lint/<claim>/{policy.json,findings}, see the README there.
#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/lint/lint.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using core::iam::trust_policy::Finding;
using core::iam::trust_policy::Severity;
using core::iam::trust_policy::lint::Expectations;

const fs::path& folder() {
    static const fs::path path = fs::path(TESTDATA) / "trust_policy" / "lint";
    return path;
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
        if (entry.is_directory()) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

Expectations expectations_of(const std::string& name) {
    const std::string text = read_file(folder() / name / "expectations.json");
    const nlohmann::json json = text.empty() ? nlohmann::json::object() : nlohmann::json::parse(text);
    Expectations expectations;
    expectations.providers = json.value("providers", expectations.providers);
    expectations.account_id = json.value("account_id", expectations.account_id);
    expectations.audience = json.value("audience", expectations.audience);
    expectations.quota = json.value("quota", expectations.quota);
    return expectations;
}

std::vector<Finding> findings_of(const std::string& name) {
    return core::iam::trust_policy::lint::lint(read_file(folder() / name / "policy.json"), expectations_of(name));
}

std::string golden(const std::vector<Finding>& findings) {
    std::ostringstream out;
    for (const Finding& finding : findings) {
        out << finding.place.line << ':' << finding.place.column << ' ' << to_string(finding.severity) << ' '
            << finding.code << '\n';
    }
    return out.str();
}

bool has_error(const std::vector<Finding>& findings) {
    return std::ranges::any_of(findings, [](const Finding& finding) { return finding.severity == Severity::error; });
}

class LintCase : public testing::TestWithParam<std::string> {};

TEST_P(LintCase, HasTheseFindings) {
    const fs::path file = folder() / GetParam() / "findings";
    const std::vector<Finding> findings = findings_of(GetParam());
    if (std::getenv("REWRITE_GOLDEN") != nullptr) {
        std::ofstream(file, std::ios::binary) << golden(findings);
    }
    EXPECT_EQ(golden(findings), read_file(file));
    for (const Finding& finding : findings) {
        SCOPED_TRACE(to_text(finding));
        EXPECT_FALSE(finding.what.empty());
        EXPECT_FALSE(finding.remedy.empty());
        EXPECT_EQ((finding.what + finding.remedy).find('\n'), std::string::npos);
    }
}

/// Whatever a rewrite of the golden files says: what is called sound is.
TEST_P(LintCase, IsSoundWhenItSaysSo) {
    if (GetParam().starts_with("sound_")) {
        EXPECT_EQ(golden(findings_of(GetParam())), "");
    } else {
        EXPECT_NE(golden(findings_of(GetParam())), "");
    }
}

/// What has no error can be edited and evaluated.
TEST_P(LintCase, CanBeReadWithoutError) {
    if (!has_error(findings_of(GetParam()))) {
        EXPECT_TRUE(core::iam::trust_policy::decode_document(read_file(folder() / GetParam() / "policy.json")));
    }
}

INSTANTIATE_TEST_SUITE_P(Folders, LintCase, testing::ValuesIn(case_names()),
                         [](const auto& info) { return info.param; });

TEST(LintCases, ShowEveryRuleAndNoOther) {
    std::set<std::string> shown;
    for (const std::string& name : case_names()) {
        for (const Finding& finding : findings_of(name)) {
            shown.insert(finding.code);
        }
    }
    std::set<std::string> known;
    for (const auto& rule : core::iam::trust_policy::lint::rules()) {
        EXPECT_TRUE(known.insert(rule.code).second) << rule.code << " stands twice in rules()";
    }
    EXPECT_EQ(shown, known);
}

/// A rule that is called a warning never makes a check fail.
TEST(LintCases, AreNoGraverThanTheirRules) {
    std::map<std::string, Severity> severities;
    for (const auto& rule : core::iam::trust_policy::lint::rules()) {
        severities[rule.code] = rule.severity;
    }
    for (const std::string& name : case_names()) {
        for (const Finding& finding : findings_of(name)) {
            EXPECT_GE(finding.severity, severities[finding.code]) << name << ": " << to_text(finding);
        }
    }
}

TEST(LintCases, AreThere) {
    const std::vector<std::string> names = case_names();
    EXPECT_GE(names.size(), 130U);
    EXPECT_GE(std::ranges::count_if(names, [](const auto& name) { return name.starts_with("sound_"); }), 30);
}

}  // namespace

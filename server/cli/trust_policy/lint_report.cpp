#include "server/cli/trust_policy/lint_report.hpp"

#include "core/iam/trust_policy/lint/lint.hpp"
#include "server/cli/trust_policy/json.hpp"

#include <iostream>
#include <utility>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Finding;
using core::iam::trust_policy::Severity;

Tree json(const std::string& file, const Finding& finding) {
    return Tree::object({{"file", Tree::string(file)},
                         {"line", json_number(finding.place.line)},
                         {"column", json_number(finding.place.column)},
                         {"severity", Tree::string(to_string(finding.severity))},
                         {"code", Tree::string(finding.code)},
                         {"pointer", Tree::string(finding.pointer)},
                         {"statement", json_number(finding.statement_number)},
                         {"what", Tree::string(finding.what)},
                         {"remedy", Tree::string(finding.remedy)}});
}

std::string counted(std::size_t count, const std::string& word) {
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

}  // namespace

std::string LintReport::severity_word(Severity severity) const {
    return severity == Severity::error ? paint_.red("error") : paint_.yellow("warning");
}

void LintReport::take(const std::string& file, const std::vector<Finding>& findings) {
    ++files_;
    for (const Finding& finding : findings) {
        ++(finding.severity == Severity::error ? errors_ : warnings_);
        if (is_json_) {
            items_.push_back(json(file, finding));
            continue;
        }
        // to_text's layout, with the severity painted.
        const std::string plain = to_text(finding);
        const std::string word = to_string(finding.severity);
        const std::size_t at = plain.find(word);
        std::cout << file << ':' << plain.substr(0, at) << severity_word(finding.severity)
                  << plain.substr(at + word.size()) << '\n';
    }
}

void LintReport::finish() {
    if (is_json_) {
        print_json(json_list(std::move(items_)));
    }
    std::cout.flush();
    std::cerr << counted(errors_, "error") << ", " << counted(warnings_, "warning") << " in " << counted(files_, "file")
              << '\n';
}

void LintReport::print_rules() const {
    std::vector<Tree> items;
    for (const auto& rule : core::iam::trust_policy::lint::rules()) {
        if (is_json_) {
            items.push_back(Tree::object({{"code", Tree::string(rule.code)},
                                          {"severity", Tree::string(to_string(rule.severity))},
                                          {"meaning", Tree::string(rule.meaning)}}));
        } else {
            std::cout << severity_word(rule.severity) << ' ' << rule.code << ": " << rule.meaning << '\n';
        }
    }
    if (is_json_) {
        print_json(json_list(std::move(items)));
    }
}

}  // namespace server::cli::trust_policy

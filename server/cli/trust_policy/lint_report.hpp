#pragma once

#include "core/iam/trust_policy/finding.hpp"
#include "server/cli/diff.hpp"
#include "server/cli/tree.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// Prints findings: as text one by one, as JSON all in one list at the end. The summary goes to standard error.
class LintReport {
public:
    LintReport(bool is_json, Paint paint) : is_json_(is_json), paint_(paint) {}

    /// The findings of one file.
    void take(const std::string& file, const std::vector<core::iam::trust_policy::Finding>& findings);
    /// After the last file.
    void finish();
    /// All rules there are, in place of findings.
    void print_rules() const;

    [[nodiscard]] std::size_t errors() const { return errors_; }
    [[nodiscard]] std::size_t warnings() const { return warnings_; }

private:
    [[nodiscard]] std::string severity_word(core::iam::trust_policy::Severity severity) const;

    bool is_json_;
    Paint paint_;
    std::size_t files_ = 0;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
    std::vector<Tree> items_{};
};

}  // namespace server::cli::trust_policy

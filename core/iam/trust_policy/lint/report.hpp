#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/finding.hpp"
#include "core/json/node.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace core::iam::trust_policy::lint {

/// The findings about one document. Each code of them stands in `rules()`.
class Report {
public:
    /// `document` must outlive the report.
    explicit Report(const Document& document) : document_(document) {}

    void error(const char* code, std::size_t offset, std::string what, std::string remedy) {
        add(Severity::error, code, offset, std::move(what), std::move(remedy));
    }
    void warn(const char* code, std::size_t offset, std::string what, std::string remedy) {
        add(Severity::warning, code, offset, std::move(what), std::move(remedy));
    }
    void add(Severity severity, const char* code, std::size_t offset, std::string what, std::string remedy) {
        findings_.push_back(
            finding_at(document_, offset,
                       {.severity = severity, .code = code, .what = std::move(what), .remedy = std::move(remedy)}));
    }

    [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

private:
    const Document& document_;
    std::vector<Finding> findings_;
};

}  // namespace core::iam::trust_policy::lint

#include "core/iam/trust_policy/finding.hpp"

namespace core::iam::trust_policy {

std::string to_text(const Finding& finding) {
    std::string text = std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + ": " +
                       to_string(finding.severity) + " " + finding.code + ": " + finding.what;
    return finding.remedy.empty() ? text : text + "; " + finding.remedy;
}

}  // namespace core::iam::trust_policy

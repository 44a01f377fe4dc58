#pragma once

#include "core/json/place.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace core::iam::trust_policy {

/// error: IAM refuses the document, it lets in whom it should not, or it cannot let anybody in. warning: probably not
/// what was meant, or soon a problem.
enum class Severity { error, warning };

[[nodiscard]] constexpr const char* to_string(Severity severity) {
    return severity == Severity::error ? "error" : "warning";
}

/// One thing that is wrong with a trust policy. `code` is stable: pipelines may match it.
struct Finding {
    Severity severity = Severity::error;
    std::string code;                               ///< snake_case: `broken_json`, `duplicate_key`, ...
    json::Place place{};                            ///< where in the text
    std::string pointer{};                          ///< JSON pointer of the value that it is about; empty: the document
    std::optional<std::size_t> statement_number{};  ///< from 1, in the order of the text
    std::string what{};                             ///< one line for a person, without place
    std::string remedy{};                           ///< one line: what to do

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// `4:7: error duplicate_key: "x:sub" stands twice in this object; put both subjects into one list`.
[[nodiscard]] std::string to_text(const Finding& finding);

}  // namespace core::iam::trust_policy

#pragma once

#include "server/cli/trust_policy/edits.hpp"

#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// Prints what became of a document as JSON: `changed`, `reached`, `summary`, `obstacle`, `statement` (of the last
/// edit), `document` (its text, byte for byte) and `edits`, the same of each subject.
void print_edited(const core::iam::trust_policy::Document& before, const core::iam::trust_policy::Document& after,
                  const std::vector<Step>& steps, const std::vector<std::string>& obstacles);

/// The same when nothing was written: unchanged, not reached, `obstacle` says why.
void print_refused(const core::iam::trust_policy::Document& before, const std::vector<Step>& steps,
                   const std::vector<std::string>& obstacles);

}  // namespace server::cli::trust_policy

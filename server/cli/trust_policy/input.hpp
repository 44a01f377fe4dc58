#pragma once

#include "core/iam/trust_policy/document.hpp"

#include <string>

namespace server::cli::trust_policy {

/// The text of a file, `-` for standard input. Throws WrongUse when it cannot be read or is no trust policy by its
/// size.
[[nodiscard]] std::string read_text(const std::string& file);

/// The trust policy in a file. Throws WrongUse: as read_text, or `FILE:LINE:COLUMN: error CODE: what; remedy`.
[[nodiscard]] core::iam::trust_policy::Document read_document(const std::string& file);

}  // namespace server::cli::trust_policy

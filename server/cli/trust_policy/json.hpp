#pragma once

#include "server/cli/tree.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// JSON values for `--output=json`.
[[nodiscard]] Tree json_number(std::size_t value);
[[nodiscard]] Tree json_number(const std::optional<std::size_t>& value);  ///< `null` when there is none
[[nodiscard]] Tree json_list(const std::vector<std::string>& texts);
[[nodiscard]] Tree json_list(std::vector<Tree> items);

/// Prints it on standard output, indented, with a line end.
void print_json(const Tree& tree);

}  // namespace server::cli::trust_policy

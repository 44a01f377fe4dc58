#pragma once

#include "server/cli/flags.hpp"

#include <vector>

namespace server::cli {

/// The table of the flags that only `serve` has. `add_serve_flags` declares them; the other commands tolerate their
/// names in a `--config` file that they share with it.
[[nodiscard]] std::vector<Flag> serve_flags();

}  // namespace server::cli

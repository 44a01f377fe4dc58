#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace server::cli {

/// How `--help` of a subcommand is laid out: each flag on a line of its own, what it means below it, indented by eight
/// and at most 100 columns wide.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> flag_formatter();

}  // namespace server::cli

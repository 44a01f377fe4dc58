#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `check --admission NAMESPACE/SERVICE-ACCOUNT`: is this cluster set up right? One line for each thing that was
/// looked at: ok, warn or fail, and what to do (product.md, "Command line").
///
/// Its callback sets `exit_code`: 1 when a line says fail; it throws WrongUse for flags that make no sense, and when
/// nothing is asked for. `exit_code` must outlive the parsing.
void add_check(CLI::App& root, int& exit_code);

}  // namespace server::cli

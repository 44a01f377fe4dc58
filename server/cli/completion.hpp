#pragma once

#include <string>

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `completion bash|zsh|fish`: prints a script that completes subcommands, flags and the words that a flag takes.
/// Its callback sets `exit_code`. Call it after every other subcommand was added; `root` must outlive the parsing.
void add_completion(CLI::App& root, int& exit_code);

/// The script for one shell, as `completion` prints it. Throws std::invalid_argument for an unknown shell.
[[nodiscard]] std::string completion_script(const CLI::App& root, const std::string& shell);

}  // namespace server::cli

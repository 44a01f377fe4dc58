#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace server::cli {

/// What a shell may offer where a value is due.
enum class Offer { nothing, files, words };

/// A flag or a positional of a subcommand.
struct CompletedOption {
    std::vector<std::string> names;  ///< `--output`, `-o`; none: a positional
    std::string description;         ///< one short line
    std::string value_name;          ///< `FILE`
    bool takes_value = false;
    Offer offer = Offer::nothing;
    std::vector<std::string> words;  ///< for Offer::words
};

/// A subcommand, or the program itself with an empty name.
struct CompletedCommand {
    std::string name;
    std::string description;
    std::vector<CompletedOption> options;
    std::vector<CompletedCommand> subcommands{};  ///< of `trust-policy`: `render`, `add`, ...; one level, no deeper
};

/// The program first, then its subcommands in the order of `--help`, each with those below it.
[[nodiscard]] std::vector<CompletedCommand> completed_commands(const CLI::App& root);

/// The scripts, one a file. `program` is the name that is completed.
[[nodiscard]] std::string bash_completion(const std::string& program, const std::vector<CompletedCommand>& commands);
[[nodiscard]] std::string zsh_completion(const std::string& program, const std::vector<CompletedCommand>& commands);
[[nodiscard]] std::string fish_completion(const std::string& program, const std::vector<CompletedCommand>& commands);

/// `_profile_iam_webhook`: the name of the shell function.
[[nodiscard]] std::string completion_function(const std::string& program);

/// `words` with spaces between them.
[[nodiscard]] std::string joined_words(const std::vector<std::string>& words);

}  // namespace server::cli

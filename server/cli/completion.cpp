#include "server/cli/completion.hpp"

#include "server/cli/completion_model.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <stdexcept>

namespace server::cli {

std::string completion_script(const CLI::App& root, const std::string& shell) {
    const auto commands = completed_commands(root);
    if (shell == "bash") return bash_completion(root.get_name(), commands);
    if (shell == "zsh") return zsh_completion(root.get_name(), commands);
    if (shell == "fish") return fish_completion(root.get_name(), commands);
    throw std::invalid_argument("no completion for the shell " + shell);
}

void add_completion(CLI::App& root, int& exit_code) {
    auto* command = root.add_subcommand("completion", "Print a script that completes flags and subcommands in a shell");
    command->footer(
        "bash: source <(profile-iam-webhook completion bash)\n"
        "zsh:  source <(profile-iam-webhook completion zsh)\n"
        "fish: profile-iam-webhook completion fish | source");
    auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->callback([&root, shell, &exit_code] {
        std::cout << completion_script(root, *shell);
        exit_code = 0;
    });
}

}  // namespace server::cli

#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/edit_command.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace server::cli::trust_policy {

void add_remove(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<EditCommand>();
    command->direction = Direction::remove;
    CLI::App* app = add_command(
        group, "remove", "Take ServiceAccounts out, and nobody else", [command] { return run(*command); }, exit_code);
    add_edit_options(*app, *command, "to take out");
    add_text(*app, "--audience", command->audience, "AUD", "Only from statements for this audience (default: any)");
    app->footer(
        "With its last subject a statement goes: a condition never goes alone, which would let everybody in. What was "
        "done\n"
        "goes to standard error. Exit code 1: what could be taken out is, but another statement (a pattern, one "
        "without\n"
        "subjects) still lets the ServiceAccount in.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook trust-policy remove trust.json --write --profile=team-a\n"
        "  profile-iam-webhook trust-policy remove trust.json --subject=team-a:default-editor,team-b:default-editor");
}

}  // namespace server::cli::trust_policy

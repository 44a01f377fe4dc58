#include "server/cli/flags.hpp"
#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/edit_command.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace server::cli::trust_policy {

void add_add(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<EditCommand>();
    command->direction = Direction::add;
    command->audience = core::iam::trust_policy::edit::sts_audience;
    CLI::App* app = add_command(
        group, "add", "Let ServiceAccounts in, beside all that the document says already",
        [command] {
            if (command->audience.empty()) {
                throw WrongUse("--audience must not be empty: nobody has a token without one");
            }
            return run(*command);
        },
        exit_code);
    add_edit_options(*app, *command, "to let in");
    add_text(*app, "--audience", command->audience, "AUD", "Audience of the tokens to let in");
    add_quota(*app, command->quota, "Most characters that the role's account allows; an edit beyond it is refused");
    app->footer(
        "Touches only the bytes that it must; every other statement, key and space stays as it is. What was done goes "
        "to\n"
        "standard error. Exit code 1: a statement of the document stands in the way, or the quota does; nothing is "
        "written.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook trust-policy add trust.json --write --profile=team-a\n"
        "  aws iam get-role --role-name team-a --query Role.AssumeRolePolicyDocument |\n"
        "    profile-iam-webhook trust-policy add -n team-a -s default-editor,'ws-*' > new.json");
}

}  // namespace server::cli::trust_policy

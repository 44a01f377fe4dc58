#include "server/cli/trust_policy/trust_policy.hpp"

#include "server/cli/trust_policy/commands.hpp"

#include <CLI/CLI.hpp>

namespace server::cli::trust_policy {

void add_trust_policy(CLI::App& root, int& exit_code) {
    CLI::App* app =
        root.add_subcommand("trust-policy", "Render, edit, check and judge the trust policies of IAM roles, offline");
    app->require_subcommand(1);
    app->footer(
        "Nothing here talks to AWS: documents come from files or standard input, for example\n"
        "  aws iam get-role --role-name NAME --query Role.AssumeRolePolicyDocument > trust.json\n"
        "and go back with\n"
        "  aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json\n"
        "Exit codes: 0 yes or done, 1 no, 2 it could not be judged (wrong flags, an unreadable file, a broken "
        "document).");
    add_render(*app, exit_code);
    add_add(*app, exit_code);
    add_remove(*app, exit_code);
    add_diff(*app, exit_code);
    add_lint(*app, exit_code);
    add_capacity(*app, exit_code);
    add_evaluate(*app, exit_code);
}

}  // namespace server::cli::trust_policy

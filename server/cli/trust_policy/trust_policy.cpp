#include "server/cli/trust_policy/trust_policy.hpp"

#include <CLI/CLI.hpp>

namespace server::cli::trust_policy {

void add_trust_policy(CLI::App& root, int& exit_code) {
    CLI::App* app = root.add_subcommand("trust-policy", "Render, edit, check and judge the trust policies of IAM roles, offline");
    app->callback([&exit_code] { exit_code = 1; });
}

}  // namespace server::cli::trust_policy

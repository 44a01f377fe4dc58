#include "server/cli/oidc/oidc.hpp"

#include <CLI/CLI.hpp>

namespace server::cli::oidc {

void add_oidc(CLI::App& root, int& exit_code) {
    CLI::App* app = root.add_subcommand("oidc", "Render and check the OIDC issuer of a self-managed cluster");
    app->callback([&exit_code] { exit_code = 1; });
}

}  // namespace server::cli::oidc

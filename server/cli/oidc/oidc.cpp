#include "server/cli/oidc/oidc.hpp"

#include "server/cli/oidc/check.hpp"
#include "server/cli/oidc/render.hpp"

#include <CLI/App.hpp>

namespace server::cli::oidc {

void add_oidc(CLI::App& root, int& exit_code) {
    CLI::App* app = root.add_subcommand("oidc", "Render and check the OIDC issuer of a self-managed cluster");
    app->require_subcommand(1);
    add_render(*app, exit_code);
    add_check(*app, exit_code);
}

}  // namespace server::cli::oidc

#include "server/cli/onboard/onboard.hpp"

#include <CLI/CLI.hpp>

namespace server::cli::onboard {

void add_onboard(CLI::App& root, int& exit_code) {
    CLI::App* app = root.add_subcommand("onboard", "Write the IAM documents, the manifest and the commands for a new Profile");
    app->callback([&exit_code] { exit_code = 1; });
}

}  // namespace server::cli::onboard

#pragma once

namespace CLI {
class App;
}

namespace server::cli::onboard {

/// Adds `onboard`. Its callback sets `exit_code`, which must outlive the parsing.
void add_onboard(CLI::App& root, int& exit_code);

}  // namespace server::cli::onboard

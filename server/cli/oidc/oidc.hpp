#pragma once

namespace CLI {
class App;
}

namespace server::cli::oidc {

/// Adds `oidc`. Its callback sets `exit_code`, which must outlive the parsing.
void add_oidc(CLI::App& root, int& exit_code);

}  // namespace server::cli::oidc

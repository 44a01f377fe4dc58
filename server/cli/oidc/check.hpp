#pragma once

namespace CLI {
class App;
}

namespace server::cli::oidc {

/// Adds `check`. Its callback sets `exit_code`, which must outlive the parsing.
void add_check(CLI::App& oidc, int& exit_code);

}  // namespace server::cli::oidc

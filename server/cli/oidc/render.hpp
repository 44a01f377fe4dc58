#pragma once

namespace CLI {
class App;
}

namespace server::cli::oidc {

/// Adds `render`. Its callback sets `exit_code`, which must outlive the parsing.
void add_render(CLI::App& oidc, int& exit_code);

}  // namespace server::cli::oidc

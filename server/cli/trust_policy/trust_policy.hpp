#pragma once

namespace CLI {
class App;
}

namespace server::cli::trust_policy {

/// Adds `trust-policy`. Its callback sets `exit_code`, which must outlive the parsing.
void add_trust_policy(CLI::App& root, int& exit_code);

}  // namespace server::cli::trust_policy

#pragma once

namespace CLI {
class App;
}

namespace server::cli::trust_policy {

/// Adds `trust-policy render|add|remove|diff|lint|capacity|evaluate` (product.md, "Trust policies"): documents in,
/// documents or verdicts out, with nothing to connect to. Its callbacks set `exit_code`, which must outlive the
/// parsing: 0 yes or done, 1 no, 2 it could not be judged.
void add_trust_policy(CLI::App& root, int& exit_code);

}  // namespace server::cli::trust_policy

#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `explain --namespace NS [--service-account SA] [-o text|json]`: which role an ordinary Pod of that service
/// account gets, from which rule, with every fact that led there. `-o json` is the shape of `/api/explain` (product.md,
/// "Endpoints"). Needs no cluster with `--profiles`.
///
/// Its callback sets `exit_code`: 0 whether there is a role or not; it throws WrongUse for flags and names that make no
/// sense. `exit_code` must outlive the parsing.
void add_explain(CLI::App& root, int& exit_code);

}  // namespace server::cli

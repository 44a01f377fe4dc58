#pragma once

namespace CLI {
class App;
}

namespace server::cli::trust_policy {

// Each adds one subcommand to `trust-policy`; its callback sets `exit_code`, which must outlive the parsing: 0 yes or
// done, 1 no, 2 it could not be judged.

/// `render`: a whole new document on standard output.
void add_render(CLI::App& group, int& exit_code);
/// `add`: the document with ServiceAccounts let in.
void add_add(CLI::App& group, int& exit_code);
/// `remove`: the document without them.
void add_remove(CLI::App& group, int& exit_code);
/// `lint`: what is wrong with documents; 1 when one has an error.
void add_lint(CLI::App& group, int& exit_code);
/// `capacity`: how many more ServiceAccounts fit.
void add_capacity(CLI::App& group, int& exit_code);
/// `diff`: what `add` and `remove` would change, as a unified diff; 1 when there is a difference.
void add_diff(CLI::App& group, int& exit_code);
/// `evaluate`: whether STS lets a ServiceAccount or a token in; 1 when it does not.
void add_evaluate(CLI::App& group, int& exit_code);

}  // namespace server::cli::trust_policy

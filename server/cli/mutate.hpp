#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `mutate [FILE...]`: asks the webhook, in this process, about the Pods and ServiceAccounts in the files (`-` or
/// no file: standard input) and prints what would become of them (product.md, "Command line"). Goes through
/// core::mutate, as the server does, and needs no cluster with `--profiles`.
///
/// Its callback sets `exit_code`: 0; 1 when an input would be refused; 2 when one cannot be read or understood (the
/// others are processed all the same). It throws WrongUse for flags that make no sense. `exit_code` must outlive the
/// parsing.
void add_mutate(CLI::App& root, int& exit_code);

}  // namespace server::cli

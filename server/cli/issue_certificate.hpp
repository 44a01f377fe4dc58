#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `issue-certificate`: makes a CA (or takes `--ca-cert` and `--ca-key`) and a leaf for the webhook's Service,
/// writes `tls.crt`, `tls.key`, `ca.crt` and, when the CA was made here, `ca.key` into `--out`, and prints how to hand
/// them to Kubernetes. Overwrites nothing without `--force`; replaces nothing before all of it is on the disk.
///
/// Its callback sets `exit_code`: 0 done, 1 failed. It throws WrongUse for flags that make no sense. `exit_code` must
/// outlive the parsing.
void add_issue_certificate(CLI::App& app, int& exit_code);

}  // namespace server::cli

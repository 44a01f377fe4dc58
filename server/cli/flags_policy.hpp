#pragma once

#include "core/mutation/policy.hpp"
#include "server/cli/flags.hpp"

namespace server::cli {

/// The flags that say what is decided, shared by `serve`, `mutate` and `explain`: `--mode` to `--skip-containers`,
/// `--profiles`, `--kubeconfig`, `--context`, `--config`, `--print-config`. The flags of `serve` are tolerated in the
/// config file.
void add_policy_flags(Flags& flags);

/// What the resolved flags say.
[[nodiscard]] core::mutation::Policy policy(const Flags& flags);

/// `--profiles FILE-OR-FOLDER`; empty when not given.
[[nodiscard]] const std::string& profiles(const Flags& flags);

}  // namespace server::cli

#pragma once

#include "server/cli/flags.hpp"

#include <string>

namespace server::cli {

/// True when `--print-config` was given: print `print_config`, do nothing else, exit 0.
[[nodiscard]] bool print_config_asked(const Flags& flags);

/// What is in force, as YAML that `--config` takes, each value with a comment that says where it came from:
/// `# default`, `# environment PROFILE_IAM_WEBHOOK_X`, `# --config file.yaml:3`, `# command line`.
[[nodiscard]] std::string print_config(const Flags& flags);

}  // namespace server::cli

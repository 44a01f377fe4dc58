#pragma once

#include "server/cli/flags.hpp"
#include "server/kube/configuration.hpp"

namespace server::cli {

/// The cluster that `--kubeconfig` and `--context`, else $KUBECONFIG, else the Pod's own environment name. Throws
/// WrongUse when there is none, or when it cannot be read; the message says what to do.
[[nodiscard]] kube::Configuration cluster_configuration(const Flags& flags);

}  // namespace server::cli

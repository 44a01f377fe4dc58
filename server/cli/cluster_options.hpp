#pragma once

#include "server/cli/flags.hpp"
#include "server/kube/configuration.hpp"

namespace server::cli {

/// Whether `cluster_configuration` has something to read: `--kubeconfig`, $KUBECONFIG, or we are a Pod.
[[nodiscard]] bool names_cluster(const Flags& flags);

/// The cluster that `--kubeconfig` and `--context`, else $KUBECONFIG, else the Pod's own environment name. Throws
/// WrongUse when there is none, or when it cannot be read; the message says what to do.
[[nodiscard]] kube::Configuration cluster_configuration(const Flags& flags);

}  // namespace server::cli

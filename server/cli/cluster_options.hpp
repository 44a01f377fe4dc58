#pragma once

#include "server/cli/flags.hpp"
#include "server/kube/configuration.hpp"

#include <string>
#include <vector>

namespace server::cli {

/// `--kubeconfig` and `--context`; `purpose` is what the cluster is for: `whose Profiles count`.
[[nodiscard]] std::vector<Flag> cluster_flags(const char* group, const std::string& purpose);

/// Whether `cluster_configuration` has something to read: `--kubeconfig`, $KUBECONFIG, or we are a Pod.
[[nodiscard]] bool names_cluster(const Flags& flags);

/// The cluster that `--kubeconfig` and `--context`, else $KUBECONFIG, else the Pod's own environment name. Throws
/// WrongUse when there is none, or when it cannot be read; the message says what to do.
[[nodiscard]] kube::Configuration cluster_configuration(const Flags& flags);
/// As above, for a command that works on nothing but a cluster.
[[nodiscard]] kube::Configuration needed_cluster(const Flags& flags);

}  // namespace server::cli

#pragma once

#include "server/kube/configuration.hpp"
#include "server/kube/kubeconfig_file.hpp"

namespace server::kube {

/// Fills in what `clusters[].cluster` says: server, CA, how to verify. Throws KubeconfigRefused.
void read_cluster(const KubeconfigEntry& entry, Configuration& configuration);

/// Fills in what `users[].user` says. Throws KubeconfigRefused, also for every way to log in that we have not.
void read_user(const KubeconfigEntry& entry, Configuration& configuration);

}  // namespace server::kube

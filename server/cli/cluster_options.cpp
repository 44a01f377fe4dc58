#include "server/cli/cluster_options.hpp"

#include "server/kube/environment.hpp"

#include <string>
#include <utility>

namespace server::cli {
namespace {

kube::Configuration checked(core::Result<kube::Configuration> configuration) {
    if (!configuration) throw WrongUse(configuration.error().detail);
    return *std::move(configuration);
}

std::string kubeconfig(const Flags& flags) {
    const auto& path = flags.text("kubeconfig");
    return path.empty() ? kube::environment("KUBECONFIG") : path;
}

}  // namespace

bool names_cluster(const Flags& flags) { return !kubeconfig(flags).empty() || kube::is_in_cluster(); }

kube::Configuration cluster_configuration(const Flags& flags) {
    const auto path = kubeconfig(flags);
    if (!path.empty()) return checked(kube::load_kubeconfig(path, flags.text("context")));
    if (flags.value("context").is_set()) flags.refuse("context", "needs --kubeconfig or $KUBECONFIG");
    if (!kube::is_in_cluster()) {
        throw WrongUse(
            "where are the Profiles? --profiles FILE-OR-FOLDER names files, --kubeconfig FILE (or $KUBECONFIG) a "
            "cluster; neither is given, and this is no Pod of a cluster");
    }
    return checked(kube::in_cluster());
}

}  // namespace server::cli

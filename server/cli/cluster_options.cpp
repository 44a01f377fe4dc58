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

kube::Configuration configuration(const Flags& flags, const char* complaint) {
    const auto path = kubeconfig(flags);
    if (!path.empty()) return checked(kube::load_kubeconfig(path, flags.text("context")));
    if (flags.value("context").is_set()) flags.refuse("context", "needs --kubeconfig or $KUBECONFIG");
    if (!kube::is_in_cluster()) throw WrongUse(complaint);
    return checked(kube::in_cluster());
}

}  // namespace

std::vector<Flag> cluster_flags(const char* group, const std::string& purpose) {
    return {
        {.name = "kubeconfig",
         .default_text = "",
         .help = "how to reach the cluster " + purpose,
         .group = group,
         .placeholder = "FILE",
         .default_help = "$KUBECONFIG, else the cluster that this Pod runs in"},
        {.name = "context",
         .default_text = "",
         .help = "context of the kubeconfig",
         .group = group,
         .placeholder = "NAME",
         .default_help = "its current-context"},
    };
}

bool names_cluster(const Flags& flags) { return !kubeconfig(flags).empty() || kube::is_in_cluster(); }

kube::Configuration cluster_configuration(const Flags& flags) {
    return configuration(flags,
                         "where are the Profiles? --profiles FILE-OR-FOLDER names files, --kubeconfig FILE (or "
                         "$KUBECONFIG) a cluster; neither is given, and this is no Pod of a cluster");
}

kube::Configuration needed_cluster(const Flags& flags) {
    return configuration(flags,
                         "which cluster? --kubeconfig FILE (or $KUBECONFIG) names one; neither is given, and this is "
                         "no Pod of a cluster");
}

}  // namespace server::cli

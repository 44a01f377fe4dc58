#include "server/kube/configuration.hpp"
#include "server/kube/kubeconfig_cluster.hpp"
#include "server/kube/kubeconfig_file.hpp"

#include <yaml-cpp/exceptions.h>

#include <utility>

namespace server::kube {
namespace {

Configuration read(const std::string& path, const std::string& wanted) {
    const Kubeconfig kubeconfig(path);
    const auto context = wanted.empty() ? kubeconfig.current_context() : wanted;
    if (context.empty())
        throw KubeconfigRefused(path + ": has no current-context; choose one by `kubectl config use-context`");
    const auto entry = kubeconfig.find("contexts", "context", context);
    const auto cluster = entry.text("cluster");
    if (cluster.empty()) entry.refuse("cluster", "is missing");
    Configuration configuration;
    read_cluster(kubeconfig.find("clusters", "cluster", cluster), configuration);
    if (const auto user = entry.text("user"); !user.empty())  // none: anonymous
        read_user(kubeconfig.find("users", "user", user), configuration);
    configuration.namespace_name = entry.text("namespace");
    configuration.description = path + " (context " + context + ")";
    return configuration;
}

}  // namespace

core::Result<Configuration> load_kubeconfig(const std::string& path, const std::string& context) {
    try {
        return read(path, context);
    } catch (const KubeconfigRefused& refused) {
        return std::unexpected(core::Error{.code = core::ErrorCode::wrong_shape, .detail = refused.what()});
    } catch (const YAML::Exception& error) {
        return std::unexpected(core::Error{.code = core::ErrorCode::broken_json, .detail = path + ": " + error.what()});
    }
}

}  // namespace server::kube

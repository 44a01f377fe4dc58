#include "server/kube/credentials_file.hpp"
#include "server/kube/kubeconfig_cluster.hpp"

#include <string_view>
#include <utility>

namespace server::kube {
namespace {

void refuse_what_we_have_not(const KubeconfigEntry& entry) {
    for (const char* key : {"username", "password"})
        if (!entry.text(key).empty())
            entry.refuse(
                key,
                "is basic authentication, which Kubernetes 1.19 removed; use a token, a client certificate or an "
                "exec plugin");
    if (entry.has("auth-provider"))
        entry.refuse("auth-provider",
                     "was removed from Kubernetes' clients in 1.26; use the exec plugin of the same provider");
    for (const char* key : {"as", "as-uid", "as-groups", "as-user-extra"})
        if (entry.has(key)) entry.refuse(key, "is impersonation, which is not supported; use the account itself");
}

Material read_material(const KubeconfigEntry& entry, const std::string& key) {
    Material material;
    material.data = entry.data(key + "-data");
    if (material.data.empty()) material.file = entry.path(key);
    return material;
}

std::string read_command(const KubeconfigEntry& exec) {
    const auto command = exec.text("command");
    if (command.empty()) exec.refuse("command", "is missing");
    return command.find('/') == std::string::npos ? command : exec.path("command").string();
}

void check_exec(const KubeconfigEntry& exec, const std::string& api_version) {
    if (api_version == "client.authentication.k8s.io/v1alpha1")
        exec.refuse("apiVersion",
                    "v1alpha1 was removed from Kubernetes' clients in 1.24; write the kubeconfig anew, for example by "
                    "aws eks update-kubeconfig");
    if (api_version != "client.authentication.k8s.io/v1" && api_version != "client.authentication.k8s.io/v1beta1")
        exec.refuse("apiVersion", "must be client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1");
    const auto mode = exec.text("interactiveMode");
    if (mode == "Always")
        exec.refuse("interactiveMode", "is Always: the plugin wants to ask somebody, and nobody is there to answer");
    if (!mode.empty() && mode != "Never" && mode != "IfAvailable")
        exec.refuse("interactiveMode", "must be Never, IfAvailable or Always");
}

ExecPlugin read_exec(const KubeconfigEntry& exec) {
    ExecPlugin plugin{.api_version = exec.text("apiVersion"),
                      .command = read_command(exec),
                      .arguments = exec.texts("args"),
                      .environment = {},
                      .install_hint = exec.text("installHint"),
                      .provide_cluster_info = exec.boolean("provideClusterInfo")};
    check_exec(exec, plugin.api_version);
    for (const auto& each : exec.elements("env")) {
        const auto name = each.text("name");
        if (name.empty() || name.find('=') != std::string::npos) each.refuse("name", "is no name of a variable");
        plugin.environment.emplace_back(name, each.text("value"));
    }
    return plugin;
}

}  // namespace

void read_user(const KubeconfigEntry& entry, Configuration& configuration) {
    refuse_what_we_have_not(entry);
    configuration.token.file = entry.path("tokenFile");
    if (configuration.token.file.empty()) {
        configuration.token.data = entry.text("token");
        if (!configuration.token.data.empty() && usable_token(configuration.token.data).empty())
            entry.refuse("token", "holds a character that no HTTP header can carry");
    }
    configuration.client_certificate = read_material(entry, "client-certificate");
    configuration.client_key = read_material(entry, "client-key");
    if (configuration.client_certificate.is_set() && !configuration.client_key.is_set())
        entry.refuse("client-certificate", "is given without client-key or client-key-data");
    if (configuration.client_key.is_set() && !configuration.client_certificate.is_set())
        entry.refuse("client-key", "is given without client-certificate or client-certificate-data");
    if (entry.has("exec")) configuration.exec = read_exec(entry.at("exec"));
}

}  // namespace server::kube

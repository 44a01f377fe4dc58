#pragma once

#include "core/error.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace server::kube {

/// Bytes given in the configuration itself, or the file that holds them; a file is read again when it changes.
struct Material {
    std::string data;
    std::filesystem::path file;

    [[nodiscard]] bool is_set() const { return !data.empty() || !file.empty(); }
};

/// `users[].user.exec` of a kubeconfig: the client-go credential plugin protocol (client.authentication.k8s.io/v1 and
/// v1beta1), for example `aws eks get-token`.
struct ExecPlugin {
    std::string api_version;
    std::string command;  ///< a name to look for in PATH; or a path, already made absolute from the kubeconfig's folder
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment;
    std::string install_hint;
    bool provide_cluster_info = false;
};

/// How to reach an API server and who to be there: what `in_cluster` and `load_kubeconfig` find out.
struct Configuration {
    bool tls = true;   ///< false: `http://` (kubectl proxy)
    std::string host;  ///< name or address, IPv6 without brackets
    std::uint16_t port = 443;
    std::string base_path;        ///< put before every target, no slash at the end (`/k8s/clusters/c-1`)
    std::string tls_server_name;  ///< SNI and the name that is verified; empty: host
    bool insecure_skip_tls_verify = false;
    Material ca;  ///< not set: the system's
    Material token;
    Material client_certificate;
    Material client_key;
    std::optional<ExecPlugin> exec;
    std::string namespace_name;   ///< our own Pod's, or the context's; empty: not known
    bool is_own_cluster = false;  ///< of the Pod that we run in
    std::string description;      ///< for logs: `in-cluster`, `/home/a/.kube/config (context eks)`
};

/// True inside a Pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are set.
[[nodiscard]] bool is_in_cluster();

/// Reads the Pod's environment and `folder` (token, ca.crt, namespace). Errors say which is missing and what to do.
[[nodiscard]] core::Result<Configuration> in_cluster(
    const std::filesystem::path& folder = "/var/run/secrets/kubernetes.io/serviceaccount");

/// Reads a kubeconfig; `context` empty: its current-context. Relative paths are from the file's folder. Refused with a
/// sentence that names file and entry: an unknown context, user or cluster; `proxy-url`; username/password and auth
/// providers (removed from client-go); certificate without key. `path` may be a list separated by `:`, as $KUBECONFIG,
/// merged as kubectl merges it (the first file that names a thing wins).
[[nodiscard]] core::Result<Configuration> load_kubeconfig(const std::string& path, const std::string& context);

}  // namespace server::kube

#pragma once

#include "server/kube/configuration.hpp"
#include "server/kube/connection_deadline.hpp"

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>

namespace server::kube {

/// What an exec plugin answered.
struct PluginLogin {
    std::string token;               ///< may be empty when there is a certificate
    std::string client_certificate;  ///< PEM; both or neither
    std::string client_key;
    std::optional<std::chrono::system_clock::time_point> expires;  ///< none: good until a 401
};

/// What a plugin with `provideClusterInfo` is told of the cluster.
struct ExecPluginCluster {
    std::string server;  ///< URL
    std::string tls_server_name;
    bool insecure_skip_tls_verify = false;
    std::string ca_pem;
};

/// The value of KUBERNETES_EXEC_INFO: an ExecCredential without a status.
[[nodiscard]] std::string encode_exec_info(const ExecPlugin& plugin, const ExecPluginCluster& cluster);

/// Reads the ExecCredential that a plugin printed. The error says what is wrong with it, and quotes nothing of it.
[[nodiscard]] std::expected<PluginLogin, std::string> decode_exec_credential(std::string_view text,
                                                                             const std::string& api_version);

/// The file to start: `command` if it holds a slash (the kubeconfig's reader has made it absolute), else the first
/// executable of that name in an absolute folder of `search_path`; empty: there is none.
[[nodiscard]] std::string find_executable(const std::string& command, std::string_view search_path);

/// Runs the plugin once. Nothing of what it prints on its standard output comes into an error or the log; what it
/// prints on the other one is logged. At the deadline it is killed, with all of its process group. `deadline` must live
/// as long as the coroutine.
[[nodiscard]] boost::asio::awaitable<std::expected<PluginLogin, std::string>> run_exec_plugin(
    const ExecPlugin& plugin, const ExecPluginCluster& cluster, Deadline& deadline);

}  // namespace server::kube

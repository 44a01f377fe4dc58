#pragma once

#include "server/kube/client.hpp"
#include "server/kube/connection.hpp"
#include "server/kube/connection_answer.hpp"
#include "server/kube/connection_pool.hpp"
#include "server/kube/credentials.hpp"

namespace server::kube {

/// What the requests of one Client share.
struct ClientParts {
    ClientParts(asio::any_io_executor given, Configuration configuration, std::string agent, const Timing& timing);

    asio::any_io_executor executor;
    std::string user_agent;
    std::string base_path;
    std::string authority;  ///< the Host header
    std::string server;     ///< `https://10.0.0.1:443`
    Peer peer;              ///< without a context: that comes with the identity
    std::shared_ptr<ConnectionPool> pool;
    std::shared_ptr<Credentials> credentials;
};

/// One GET from its credentials to its last byte, on the executor of the parts.
[[nodiscard]] asio::awaitable<std::expected<Response, TransportFailure>> run_get(
    std::shared_ptr<ClientParts> parts, Get request, std::function<void()> opened,
    std::function<bool(std::string_view)> sink);

/// One POST, PATCH or DELETE in the same way.
[[nodiscard]] asio::awaitable<std::expected<Written, TransportFailure>> run_write(std::shared_ptr<ClientParts> parts,
                                                                                  Write request);

}  // namespace server::kube

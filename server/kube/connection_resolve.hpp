#pragma once

#include "server/kube/client.hpp"
#include "server/kube/connection_deadline.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <vector>

namespace server::kube {

/// The addresses of a name, in the system's order, at least one; those of an address are itself, without a lookup. At
/// the deadline the lookup is left behind: getaddrinfo cannot be interrupted.
[[nodiscard]] asio::awaitable<std::expected<std::vector<asio::ip::tcp::endpoint>, TransportFailure>> resolve(
    std::string host, std::uint16_t port, Deadline& deadline);

}  // namespace server::kube

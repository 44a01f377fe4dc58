#pragma once

#include "server/kube/client.hpp"
#include "server/kube/connection_deadline.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <span>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace server::kube {

/// One TCP connection, with TLS or without. Every wait ends when `close` is called.
class Connection {
public:
    Connection() = default;
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Nothing to do without TLS.
    virtual asio::awaitable<std::expected<void, TransportFailure>> handshake() = 0;
    /// All of it.
    virtual asio::awaitable<std::expected<void, TransportFailure>> write(std::string_view bytes) = 0;
    /// At least one byte, or 0: the peer has ended its side in order.
    virtual asio::awaitable<std::expected<std::size_t, TransportFailure>> read(std::span<char> room) = 0;
    /// Of an idle connection: the peer has closed it, or said what nobody asked for.
    [[nodiscard]] virtual bool is_stale() = 0;
    virtual void close() = 0;
};

/// Who is at the other end.
struct Peer {
    std::string host;  ///< name or address, IPv6 without brackets
    std::uint16_t port = 0;
    std::string server_name;              ///< what the certificate is held against
    std::shared_ptr<ssl_ctx_st> context;  ///< null: no TLS
};

/// Looks the name up and tries the addresses one after the other, each for its share of the time that is left, then
/// shakes hands. `phase` says at any moment what is being waited for, for the one who reports a timeout.
[[nodiscard]] asio::awaitable<std::expected<std::shared_ptr<Connection>, TransportFailure>> open_connection(
    const Peer& peer, Deadline& deadline, const char*& phase);

/// No TLS: `kubectl proxy`.
[[nodiscard]] std::shared_ptr<Connection> make_plain_connection(asio::ip::tcp::socket socket);
/// TLS over a socket that is connected.
[[nodiscard]] std::expected<std::shared_ptr<Connection>, TransportFailure> make_tls_connection(
    asio::ip::tcp::socket socket, const Peer& peer);

/// True when nothing is there to be read on an open socket, as between two requests.
[[nodiscard]] bool is_quiet(asio::ip::tcp::socket& socket);
/// For what went wrong in the middle of a connection: `connection reset by peer`.
[[nodiscard]] TransportFailure broken(const boost::system::error_code& error);

}  // namespace server::kube

#include "server/kube/connection.hpp"
#include "server/kube/connection_resolve.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace server::kube {
namespace {

using asio::ip::tcp;
using Opened = std::expected<std::shared_ptr<Connection>, TransportFailure>;

/// A half-open line is found after 15 + 3 * 5 s without an answer to a probe, or 30 s without one to what was sent.
void set_options(tcp::socket& socket) {
    const int handle = socket.native_handle();
    const auto set = [handle](int level, int option, int value) {
        ::setsockopt(handle, level, option, &value, sizeof value);
    };
    ::fcntl(handle, F_SETFD, FD_CLOEXEC);
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 15);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 5);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
}

/// One address; `socket` is open when the answer is no error.
asio::awaitable<boost::system::error_code> connect(std::shared_ptr<tcp::socket> socket, tcp::endpoint endpoint,
                                                   Clock::time_point until) {
    boost::system::error_code error;
    socket->close(error);
    if (socket->open(endpoint.protocol(), error)) co_return error;
    set_options(*socket);
    Deadline attempt(socket->get_executor());
    attempt.guard([weak = std::weak_ptr(socket)] {
        boost::system::error_code ignored;
        if (const auto held = weak.lock()) held->close(ignored);
    });
    attempt.set(until);
    co_await socket->async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    co_return attempt.is_over() ? make_error_code(boost::system::errc::timed_out) : error;
}

std::string text_of(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

asio::awaitable<std::expected<std::shared_ptr<tcp::socket>, TransportFailure>> connect_one_of(
    const std::vector<tcp::endpoint>& endpoints, Deadline& deadline) {
    const auto socket = std::make_shared<tcp::socket>(co_await asio::this_coro::executor);
    std::string tried;
    for (std::size_t i = 0; i < endpoints.size() && !deadline.is_over(); ++i) {
        const auto now = Clock::now();
        const auto share = (deadline.when() - now) / static_cast<int>(endpoints.size() - i);
        const auto error = co_await connect(socket, endpoints[i], now + share);
        if (!error) co_return socket;
        tried += (tried.empty() ? "" : ", ") + text_of(endpoints[i]) + ": " + error.message();
    }
    co_return std::unexpected(TransportFailure{.kind = TransportFailure::Kind::connect, .detail = std::move(tried)});
}

}  // namespace

asio::awaitable<Opened> open_connection(const Peer& peer, Deadline& deadline, const char*& phase) {
    phase = "looking up its name";
    const auto endpoints = co_await resolve(peer.host, peer.port, deadline);
    if (!endpoints) co_return std::unexpected(endpoints.error());
    phase = "connecting";
    deadline.guard(nullptr);  // each attempt has its own, and the last one ends with this one
    const auto socket = co_await connect_one_of(*endpoints, deadline);
    if (!socket) co_return std::unexpected(socket.error());
    if (!peer.context) co_return make_plain_connection(std::move(**socket));
    phase = "in the TLS handshake";
    const auto connection = make_tls_connection(std::move(**socket), peer);
    if (!connection) co_return connection;
    deadline.guard([weak = std::weak_ptr(*connection)] {
        if (const auto held = weak.lock()) held->close();
    });
    if (const auto shaken = co_await (*connection)->handshake(); !shaken) co_return std::unexpected(shaken.error());
    co_return connection;
}

}  // namespace server::kube

#include "server/http/listener.hpp"

#include "server/telemetry/log.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

namespace server::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds short_pause{20};
constexpr int accepts_in_a_row = 16;  // then the health sessions of the same thread come first

std::runtime_error cannot_listen(const std::string& address, std::uint16_t port, std::string_view flag,
                                 const std::string& why) {
    const auto shown = address.empty() ? "any address" : address;
    return std::runtime_error("cannot listen on " + shown + ", port " + std::to_string(port) + ": " + why +
                              "; choose another port with " + std::string(flag) +
                              (address.empty() ? "" : ", another address with --bind-address"));
}

}  // namespace

Listener::Listener(asio::io_context& context, const std::string& address, std::uint16_t port, std::string_view flag)
    : acceptor_(context), pause_(context) {
    error_code error;
    const auto given = address.empty() ? asio::ip::address(asio::ip::address_v6::any())
                                       : asio::ip::make_address(address, error);
    if (error) throw std::runtime_error("--bind-address: " + address + " is not an IP address");
    bind({given, port}, address.empty(), error);
    if (address.empty() && error && error != asio::error::address_in_use && error != asio::error::access_denied) {
        bind({asio::ip::address_v4::any(), port}, false, error);  // a machine without IPv6
    }
    if (error) throw cannot_listen(address, port, flag, error.message());
}

void Listener::bind(const tcp::endpoint& endpoint, bool dual_stack, error_code& error) {
    error_code ignored;
    acceptor_.close(ignored);
    if (acceptor_.open(endpoint.protocol(), error)) return;
    if (acceptor_.set_option(tcp::acceptor::reuse_address(true), error))
        return;  // a restart, with old connections in TIME_WAIT
    if (endpoint.protocol() == tcp::v6() && acceptor_.set_option(asio::ip::v6_only(!dual_stack), error)) return;
    if (acceptor_.bind(endpoint, error) || acceptor_.listen(tcp::acceptor::max_listen_connections, error)) return;
    acceptor_.non_blocking(true, error);
}

std::uint16_t Listener::port() const { return acceptor_.local_endpoint().port(); }

void Listener::close() {
    closed_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

asio::awaitable<void> Listener::run(Taker taker) {
    while (!closed_) {
        error_code error;
        co_await acceptor_.async_wait(tcp::acceptor::wait_read, asio::redirect_error(asio::use_awaitable, error));
        if (closed_) break;
        if (!taker.crowded() && accept_some(taker)) continue;
        pause_.expires_after(short_pause);
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
}

/// False: it does not go on now (no file descriptors, no memory).
bool Listener::accept_some(const Taker& taker) {
    for (int i = 0; i < accepts_in_a_row && !taker.crowded(); ++i) {
        error_code error;
        tcp::endpoint peer;
        auto socket = acceptor_.accept(taker.next_context(), peer, error);
        if (error == asio::error::would_block || error == asio::error::connection_aborted) return true;
        if (error) {
            telemetry::log(telemetry::LogLevel::warning, "a connection could not be accepted",
                           {{"error", error.message()}});
            return false;
        }
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.set_option(tcp::no_delay(true), ignored);
        taker.accepted(std::move(socket), peer);
    }
    return true;
}

}  // namespace server::http

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace server::http {

/// One listening port. Binds in the constructor: throws std::runtime_error that names address, port, `flag` and the
/// reason.
class Listener {
public:
    /// `address` empty: every address, IPv6 and IPv4 (IPv4 alone where the machine has no IPv6).
    Listener(boost::asio::io_context& context, const std::string& address, std::uint16_t port, std::string_view flag);

    [[nodiscard]] std::uint16_t port() const;

    /// Who gets the connections.
    struct Taker {
        /// The io_context that the next connection shall live on.
        std::function<boost::asio::io_context&()> next_context;
        /// Takes it over: non-blocking, TCP_NODELAY set.
        std::function<void(boost::asio::ip::tcp::socket, const boost::asio::ip::tcp::endpoint&)> accepted;
        /// True: too many are about to be closed; accepting pauses for a moment.
        std::function<bool()> crowded;
    };
    /// Accepts until `close`. Out of file descriptors: a log line, a pause, and on.
    boost::asio::awaitable<void> run(Taker taker);
    void close();

private:
    void bind(const boost::asio::ip::tcp::endpoint& endpoint, bool dual_stack, boost::system::error_code& error);
    bool accept_some(const Taker& taker);

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    bool closed_ = false;
};

}  // namespace server::http

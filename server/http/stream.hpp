#pragma once

#include "server/http/transport.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace server::http {

namespace asio = boost::asio;

/// A connection that coroutines of one io_context can wait on. Every wait ends at once when `interrupt` is called.
class Stream {
public:
    /// The socket must be non-blocking, and its executor that of the thread which uses the stream.
    Stream(asio::ip::tcp::socket socket, std::unique_ptr<Transport> transport)
        : socket_(std::move(socket)), transport_(std::move(transport)) {}

    /// `done` with at least one byte, `closed` or `failed`; an interrupted one is `failed`.
    asio::awaitable<Progress> read(std::span<char> room);
    /// All of it. False: failed or interrupted.
    asio::awaitable<bool> write(std::string_view bytes);
    /// Waits as a `want_...` asks; false: interrupted, or the socket failed.
    asio::awaitable<bool> wait(Progress::Step want);

    Transport& transport() { return *transport_; }

    /// close_notify and FIN: the peer reads our answer to its end, while we may still receive.
    void end_writing();
    /// Throws away what the peer still sends, undecrypted, until its end, `max_bytes` or an interrupt. A socket that is
    /// closed with unread input sends RST, and that destroys an answer which the peer has not read yet (RFC 9112, 9.6).
    asio::awaitable<void> discard(std::size_t max_bytes);
    /// Bytes past the transport, without waiting: for a peer that does not speak TLS.
    void write_raw(std::string_view bytes);

    /// From now on every wait fails until `resume`. On the stream's own thread.
    void interrupt();
    void resume() { interrupted_ = false; }

private:
    asio::awaitable<void> take_turns();

    asio::ip::tcp::socket socket_;
    std::unique_ptr<Transport> transport_;
    bool interrupted_ = false;
    int turns_ = 0;
};

}  // namespace server::http

#include "server/kube/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include <sys/socket.h>
#include <cerrno>

namespace server::kube {
namespace {

using asio::ip::tcp;

class PlainConnection : public Connection {
public:
    explicit PlainConnection(tcp::socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<std::expected<void, TransportFailure>> handshake() override {
        co_return std::expected<void, TransportFailure>();
    }

    asio::awaitable<std::expected<void, TransportFailure>> write(std::string_view bytes) override {
        boost::system::error_code error;
        co_await asio::async_write(socket_, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return std::unexpected(broken(error));
        co_return std::expected<void, TransportFailure>();
    }

    asio::awaitable<std::expected<std::size_t, TransportFailure>> read(std::span<char> room) override {
        boost::system::error_code error;
        const auto size = co_await socket_.async_read_some(asio::buffer(room.data(), room.size()),
                                                           asio::redirect_error(asio::use_awaitable, error));
        if (error && error != asio::error::eof) co_return std::unexpected(broken(error));
        co_return size;
    }

    [[nodiscard]] bool is_stale() override { return !is_quiet(socket_); }

    void close() override {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    tcp::socket socket_;
};

}  // namespace

std::shared_ptr<Connection> make_plain_connection(tcp::socket socket) {
    return std::make_shared<PlainConnection>(std::move(socket));
}

bool is_quiet(tcp::socket& socket) {
    char byte = 0;
    return ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
}

TransportFailure broken(const boost::system::error_code& error) {
    return {.kind = TransportFailure::Kind::broken, .detail = error.message()};
}

}  // namespace server::kube

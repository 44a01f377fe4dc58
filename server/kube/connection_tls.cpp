#include "certs/client_context.hpp"
#include "server/kube/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace server::kube {
namespace {

using asio::ip::tcp;
using Done = std::expected<void, TransportFailure>;

/// OpenSSL's words alone tell nobody that he has the wrong port.
std::string explained(const boost::system::error_code& error) {
    auto text = error.message();
    if (text.find("wrong version number") != std::string::npos) text += "; the server does not speak TLS";
    return text;
}

class TlsConnection : public Connection {
public:
    TlsConnection(tcp::socket socket, ssl_st* connection, std::string server_name)
        : stream_(std::move(socket), connection), server_name_(std::move(server_name)) {}

    asio::awaitable<Done> handshake() override {
        boost::system::error_code error;
        co_await stream_.async_handshake(asio::ssl::stream_base::client,
                                         asio::redirect_error(asio::use_awaitable, error));
        if (!error) co_return Done();
        auto why = certs::why_not_verified(stream_.native_handle(), server_name_);
        if (why.empty() && is_end(error)) why = "the server closed the connection in the TLS handshake";
        co_return std::unexpected(TransportFailure{.kind = TransportFailure::Kind::tls,
                                                   .detail = why.empty() ? explained(error) : std::move(why)});
    }

    asio::awaitable<Done> write(std::string_view bytes) override {
        boost::system::error_code error;
        co_await asio::async_write(stream_, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return std::unexpected(failed(error));
        co_return Done();
    }

    asio::awaitable<std::expected<std::size_t, TransportFailure>> read(std::span<char> room) override {
        boost::system::error_code error;
        const auto size = co_await stream_.async_read_some(asio::buffer(room.data(), room.size()),
                                                           asio::redirect_error(asio::use_awaitable, error));
        if (error && error != asio::error::eof) co_return std::unexpected(failed(error));
        co_return size;
    }

    [[nodiscard]] bool is_stale() override { return !is_quiet(stream_.next_layer()); }

    /// Without close_notify: nothing that we have sent is still on its way.
    void close() override {
        boost::system::error_code ignored;
        stream_.next_layer().close(ignored);
    }

private:
    static bool is_end(const boost::system::error_code& error) {
        return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
    }

    static TransportFailure failed(const boost::system::error_code& error) {
        if (error == asio::ssl::error::stream_truncated)
            return {.kind = TransportFailure::Kind::broken, .detail = "the connection was cut off"};
        if (error.category() != asio::error::get_ssl_category()) return broken(error);
        return {.kind = TransportFailure::Kind::tls,
                .detail = error.message()};  // an alert, such as for no certificate
    }

    asio::ssl::stream<tcp::socket> stream_;
    std::string server_name_;
};

}  // namespace

std::expected<std::shared_ptr<Connection>, TransportFailure> make_tls_connection(tcp::socket socket, const Peer& peer) {
    const auto connection = certs::client_connection(peer.context.get(), peer.server_name);
    if (!connection)
        return std::unexpected(
            TransportFailure{.kind = TransportFailure::Kind::tls, .detail = connection.error().detail});
    return std::make_shared<TlsConnection>(std::move(socket), *connection, peer.server_name);
}

}  // namespace server::kube

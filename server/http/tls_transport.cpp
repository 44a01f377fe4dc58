#include "certs/handshake.hpp"
#include "server/http/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <algorithm>
#include <climits>
#include <cstdint>
#include <new>
#include <utility>

// OpenSSL on the socket itself, not through asio::ssl::stream: that keeps two buffers of 17 KiB per connection and
// copies every byte twice more (a BIO pair), cannot send close_notify without reading until the peer's, which a refused
// request with an unread body needs, and costs 15 s to compile. Contexts, certificates and keys are made in certs/
// alone.

namespace server::http {

namespace {

using Step = Progress::Step;

telemetry::Handshake kind_of(certs::HandshakeFailure failure) {
    using From = certs::HandshakeFailure;
    using enum telemetry::Handshake;
    switch (failure) {
        case From::plain_http: return plain_http;
        case From::protocol_version: return protocol_version;
        case From::no_shared_cipher: return no_shared_cipher;
        case From::client_certificate_missing: return client_certificate_missing;
        case From::client_certificate_expired: return client_certificate_expired;
        case From::client_certificate_unknown_ca: return client_certificate_unknown_ca;
        case From::client_certificate_other: return client_certificate_other;
        case From::server_certificate_refused: return server_certificate_refused;
        case From::reset: return reset;
        case From::other: break;
    }
    return other;
}

class TlsTransport final : public Transport {
public:
    TlsTransport(int socket, std::shared_ptr<const ssl_ctx_st> context)
        : socket_(socket), context_(std::move(context)) {}
    ~TlsTransport() override { SSL_free(ssl_); }
    TlsTransport(const TlsTransport&) = delete;
    TlsTransport& operator=(const TlsTransport&) = delete;

    Progress handshake() override {
        if (ssl_ == nullptr) open();
        ERR_clear_error();
        const int result = SSL_accept(ssl_);
        if (result == 1) return {.step = Step::done};
        const auto step = step_after(result);
        if (step == Step::closed) failure_.kind = telemetry::Handshake::reset;
        if (step == Step::failed) note_failure();
        return {.step = step == Step::closed ? Step::failed : step};
    }

    HandshakeFailure handshake_failure() const override { return failure_; }

    Progress read(std::span<char> room) override {
        ERR_clear_error();
        std::size_t count = 0;
        const int result = SSL_read_ex(ssl_, room.data(), room.size(), &count);
        if (result == 1) return {.step = Step::done, .bytes = count};
        return {.step = step_after(result)};
    }

    Progress write(std::string_view bytes) override {
        ERR_clear_error();
        std::size_t count = 0;
        const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &count);
        if (result == 1) return {.step = Step::done, .bytes = count};
        return {.step = step_after(result)};
    }

    void end_writing() override {
        if (broken_ || ssl_ == nullptr || SSL_is_init_finished(ssl_) == 0) return;
        ERR_clear_error();
        SSL_shutdown(ssl_);
    }

private:
    /// On the first byte of the peer: a silent connection holds no TLS state.
    void open() {
        // OpenSSL counts references to a context in the context, hence not const; nothing else of it is changed.
        auto* const context = const_cast<SSL_CTX*>(context_.get());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
        ssl_ = SSL_new(context);
        if (ssl_ == nullptr || SSL_set_fd(ssl_, socket_) != 1) throw std::bad_alloc();
        context_.reset();  // SSL_new took a reference
        SSL_set_accept_state(ssl_);
        SSL_set_read_ahead(ssl_, 1);                   // a record in one recv, not two
        SSL_set_mode(ssl_, SSL_MODE_RELEASE_BUFFERS);  // an idle connection holds no record buffers
        SSL_set_options(ssl_,
                        SSL_OP_IGNORE_UNEXPECTED_EOF);  // a FIN without close_notify: lengths are explicit in HTTP
    }

    void note_failure() {
        auto trouble = certs::why_handshake_failed(ssl_);
        failure_ = {.kind = kind_of(trouble.kind), .detail = std::move(trouble.detail)};
    }

    Step step_after(int result) {
        switch (SSL_get_error(ssl_, result)) {
            case SSL_ERROR_WANT_READ: return Step::want_read;
            case SSL_ERROR_WANT_WRITE: return Step::want_write;
            case SSL_ERROR_ZERO_RETURN: return Step::closed;
            default: broken_ = true; return Step::failed;
        }
    }

    const int socket_;
    std::shared_ptr<const ssl_ctx_st> context_;
    SSL* ssl_ = nullptr;
    bool broken_ = false;  ///< after a fatal error neither SSL_write nor SSL_shutdown may be called
    HandshakeFailure failure_;
};

}  // namespace

std::unique_ptr<Transport> make_tls_transport(int socket, std::shared_ptr<const ssl_ctx_st> context) {
    return std::make_unique<TlsTransport>(socket, std::move(context));
}

}  // namespace server::http

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

telemetry::Handshake classify(unsigned long error) {
    using enum telemetry::Handshake;
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return error == 0 ? reset : other;
    switch (ERR_GET_REASON(error)) {
        case SSL_R_HTTP_REQUEST: return plain_http;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_UNKNOWN_PROTOCOL: return protocol_version;
        case SSL_R_NO_SHARED_CIPHER: return no_shared_cipher;
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        case SSL_R_CERTIFICATE_VERIFY_FAILED: return client_certificate;
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: return reset;
        default: return other;
    }
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
        if (step != Step::want_read && step != Step::want_write)
            failure_ = step == Step::closed ? telemetry::Handshake::reset : classify(ERR_peek_last_error());
        return {.step = step == Step::closed ? Step::failed : step};
    }

    telemetry::Handshake handshake_failure() const override { return failure_; }

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
    telemetry::Handshake failure_ = telemetry::Handshake::other;
};

}  // namespace

std::unique_ptr<Transport> make_tls_transport(int socket, std::shared_ptr<const ssl_ctx_st> context) {
    return std::make_unique<TlsTransport>(socket, std::move(context));
}

}  // namespace server::http

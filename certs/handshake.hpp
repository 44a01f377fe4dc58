#pragma once

#include <string>

struct ssl_st;             // OpenSSL's SSL
struct x509_store_ctx_st;  // OpenSSL's X509_STORE_CTX

namespace certs {

/// Why a server's handshake has failed.
enum class HandshakeFailure {
    plain_http,                     ///< the peer spoke HTTP without TLS
    protocol_version,               ///< no version in common, or no TLS at all
    no_shared_cipher,               ///< no suite, group or signature in common
    client_certificate_missing,     ///< `--client-ca` asks for one, the peer has none
    client_certificate_expired,     ///< or not valid yet
    client_certificate_unknown_ca,  ///< signed by none of `--client-ca`
    client_certificate_other,       ///< for another purpose, with too weak a key, on another curve, ...
    server_certificate_refused,     ///< the peer does not accept ours, and said so in an alert
    reset,                          ///< the peer went away
    other
};

/// What a server can say of a handshake that has failed.
struct HandshakeTrouble {
    HandshakeFailure kind = HandshakeFailure::other;
    std::string detail;  ///< OpenSSL's reason, the peer's alert, or the certificate that was refused; may be empty
};

/// After SSL_accept has failed, on the same thread, before anything else of OpenSSL is called there: the reason is in
/// the thread's error queue, which is empty afterwards. A peer that went away without a word is `reset`.
[[nodiscard]] HandshakeTrouble why_handshake_failed(const ssl_st* connection);

/// A verify callback that changes no verdict, but keeps the first certificate that was refused for
/// `why_handshake_failed`: OpenSSL forgets it.
int remember_refused_certificate(int verdict, x509_store_ctx_st* verification);

}  // namespace certs

#pragma once

#include "certs/handshake.hpp"
#include "certs/openssl.hpp"

#include <functional>
#include <string>

#include <openssl/err.h>

namespace certs::testing {

using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;

/// A client that can speak everything, to be narrowed by a test.
inline Context a_client() {
    Context context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    return context;
}

/// Both ends of one connection, joined by memory.
struct Pair {
    Connection client;
    Connection server;
    bool done = false;         ///< both ends have finished the handshake
    std::string why;           ///< the first reason when they have not
    HandshakeTrouble trouble;  ///< what the server makes of it, when it has failed
};

/// One step of the handshake; false when this end has failed. The reason stays in OpenSSL's queue.
inline bool try_step(SSL* end, std::string& why) {
    ERR_clear_error();
    const int result = SSL_do_handshake(end);
    if (result == 1 || SSL_get_error(end, result) == SSL_ERROR_WANT_READ) return true;
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    if (why.empty() && reason != nullptr) why = reason;
    return false;
}

inline bool step(SSL* end, std::string& why) {
    const bool went_on = try_step(end, why);
    ERR_clear_error();
    return went_on;
}

inline Pair connect(SSL_CTX* server, SSL_CTX* client, const std::function<void(SSL*)>& prepare = {}) {
    Pair pair{Connection(SSL_new(client)), Connection(SSL_new(server)), false, {}, {}};
    BIO* left = nullptr;
    BIO* right = nullptr;
    BIO_new_bio_pair(&left, 0, &right, 0);
    SSL_set_bio(pair.client.get(), left, left);
    SSL_set_bio(pair.server.get(), right, right);
    SSL_set_connect_state(pair.client.get());
    SSL_set_accept_state(pair.server.get());
    if (prepare) prepare(pair.client.get());
    for (int i = 0; i < 20 && !pair.done; ++i) {
        const bool client_goes_on = step(pair.client.get(), pair.why);
        if (!try_step(pair.server.get(), pair.why)) {
            pair.trouble = why_handshake_failed(pair.server.get());
            return pair;
        }
        if (!client_goes_on) return pair;
        pair.done = SSL_is_init_finished(pair.client.get()) == 1 && SSL_is_init_finished(pair.server.get()) == 1;
    }
    return pair;
}

}  // namespace certs::testing

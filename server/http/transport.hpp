#pragma once

#include "server/telemetry/metrics.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace server::http {

/// How far one attempt came.
struct Progress {
    enum class Step {
        done,        ///< `bytes` were moved (at least one), or the handshake is over
        want_read,   ///< try again when the socket is readable
        want_write,  ///< try again when the socket is writable
        closed,      ///< the peer has ended its side in order
        failed,      ///< nothing more goes through
    };
    Step step = Step::failed;
    std::size_t bytes = 0;
};

/// Why a handshake has failed.
struct HandshakeFailure {
    telemetry::Handshake kind = telemetry::Handshake::other;
    std::string detail = {};  ///< for the log, may be empty
};

/// Bytes through one non-blocking socket that somebody else owns and waits on; nothing in here waits. One thread at a
/// time.
class Transport {
public:
    Transport() = default;
    virtual ~Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    [[nodiscard]] virtual Progress handshake() = 0;
    /// After `failed`: why.
    [[nodiscard]] virtual HandshakeFailure handshake_failure() const = 0;
    /// Reads what is there, at most `room` (not empty).
    [[nodiscard]] virtual Progress read(std::span<char> room) = 0;
    /// Writes a part of `bytes` (not empty). After `want_...` the same bytes must be offered again.
    [[nodiscard]] virtual Progress write(std::string_view bytes) = 0;
    /// Tells the peer that nothing more comes (TLS: close_notify), as far as that goes without waiting. The TCP side is
    /// the owner's to shut down.
    virtual void end_writing() = 0;
};

/// No TLS: the health port.
[[nodiscard]] std::unique_ptr<Transport> make_plain_transport(int socket);
/// The server's side of TLS. SIGPIPE must be ignored: OpenSSL writes without MSG_NOSIGNAL.
[[nodiscard]] std::unique_ptr<Transport> make_tls_transport(int socket, std::shared_ptr<const ssl_ctx_st> context);

}  // namespace server::http

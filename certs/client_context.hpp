#pragma once

#include "certs/certificate.hpp"

#include <memory>
#include <string>

struct ssl_st;  // OpenSSL's SSL

namespace certs {

/// How a client checks its server, and who it is there.
struct ClientSettings {
    std::string ca_pem = {};              ///< the CAs to trust, and no others; empty: the system's store
    bool is_verified = true;              ///< false: any certificate will do (`insecure-skip-tls-verify`)
    std::string client_certificate = {};  ///< PEM, the leaf first; empty: none is offered
    std::string client_key = {};          ///< PEM

    friend bool operator==(const ClientSettings&, const ClientSettings&) = default;
};

/// A whole client context: TLS 1.2 at least, ALPN `http/1.1`, no resumption. As Go has it, every certificate of the
/// bundle is an anchor, be it self-signed or not, and a name counts only as a SAN, never as the subject's. The failure
/// says which of the three PEM texts is wrong.
[[nodiscard]] Result<std::shared_ptr<ssl_ctx_st>> client_context(const ClientSettings& settings);

/// A connection that is ready for the handshake with the server of this name or address (IPv6 without brackets): a name
/// goes out as SNI and is what the certificate is held against; an address has to be an IP SAN and is no SNI (RFC 6066,
/// section 3). The caller owns it (Asio's `ssl::stream` takes it over).
[[nodiscard]] Result<ssl_st*> client_connection(ssl_ctx_st* context, const std::string& server_name);

/// After a failed handshake: why the server's certificate was refused, and what to look at. Empty when it was not.
[[nodiscard]] std::string why_not_verified(const ssl_st* connection, const std::string& server_name);

}  // namespace certs

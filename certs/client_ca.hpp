#pragma once

#include "certs/certificate.hpp"

#include <chrono>
#include <string>

namespace certs {

/// The CAs of `--client-ca`, for ServerSettings.
struct ClientCa {
    std::string pem;
    std::chrono::system_clock::time_point not_after;  ///< when the last of them expires
};

/// Reads a PEM file of CAs. As with Go's `ClientCAs`, every certificate of it is an anchor, be it self-signed or not.
/// Refused, with the file's name in front: one that cannot be read to its end, that holds no certificate or none that
/// is valid at `now`, or more CAs than a CertificateRequest can name.
[[nodiscard]] Result<ClientCa> load_client_ca(const std::string& file, std::chrono::system_clock::time_point now);

/// From now on a handshake with this context needs a client certificate that one of these CAs has signed, for a client
/// (extendedKeyUsage clientAuth, or no such extension: as Go has it). The CAs' names go out in the CertificateRequest.
[[nodiscard]] Result<void> demand_client_certificate(ssl_ctx_st* context, const std::string& ca_pem);

}  // namespace certs

#pragma once

#include "certs/openssl.hpp"

namespace certs {

/// basicConstraints CA:TRUE pathlen 0 (critical), keyUsage keyCertSign|cRLSign (critical), key identifiers. The public
/// key and the subject must have been set.
[[nodiscard]] Result<void> add_ca_extensions(X509* ca);

/// basicConstraints CA:FALSE, keyUsage digitalSignature (both critical), extendedKeyUsage serverAuth, key identifiers,
/// and the SANs of `request`: at least one, each as certs/host_name.hpp has it. The SANs are critical only when the
/// subject is empty (RFC 5280, 4.2.1.6).
[[nodiscard]] Result<void> add_leaf_extensions(X509* leaf, X509* issuer, const Request& request);

}  // namespace certs

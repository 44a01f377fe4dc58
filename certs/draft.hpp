#pragma once

#include "certs/openssl.hpp"

namespace certs {

/// A fresh ECDSA P-256 key.
[[nodiscard]] Result<Key> make_key();

/// A certificate of version 3 without issuer, extensions and signature: a random serial number of 159 bits, the subject
/// (empty when there is no common name), the public key, valid from 5 minutes before `request.now` until
/// `lifetime_days` after it. Refuses a lifetime outside 1..36500 days and a common name of more than 64 bytes.
[[nodiscard]] Result<Certificate> make_draft(const Request& request, EVP_PKEY* key);

}  // namespace certs

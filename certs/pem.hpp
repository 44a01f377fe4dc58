#pragma once

#include "certs/openssl.hpp"

#include <string>
#include <vector>

namespace certs {

/// Every certificate of a PEM text, in its order, at least one; blocks of other kinds are skipped. A text that ends
/// within a block was caught half-written and is refused whole. `from` (a file's name, or words for it) begins each
/// error.
[[nodiscard]] Result<std::vector<Certificate>> decode_certificates(const std::string& pem, const std::string& from);

/// The first private key of a PEM text. Encrypted ones are refused: nobody is there to type the passphrase.
[[nodiscard]] Result<Key> decode_key(const std::string& pem, const std::string& from);

/// One `BEGIN CERTIFICATE` block.
[[nodiscard]] Result<std::string> encode_certificate(const Certificate& certificate);
/// PKCS #8, not encrypted.
[[nodiscard]] Result<std::string> encode_key(const Key& key);

}  // namespace certs

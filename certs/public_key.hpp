#pragma once

#include "certs/certificate.hpp"

#include <string>
#include <vector>

namespace certs {

/// A public key that can verify the tokens of ServiceAccounts, in the numbers of a JSON Web Key (RFC 7518 section 6):
/// bytes, the highest first.
struct PublicKey {
    enum class Kind { rsa, elliptic_curve };

    Kind kind = Kind::rsa;
    std::string modulus{};   ///< RSA
    std::string exponent{};  ///< RSA
    std::string curve{};     ///< EC: `P-256`, `P-384`, `P-521`
    std::string x{};         ///< EC
    std::string y{};         ///< EC
    std::string key_id{};  ///< the `kid` that kube-apiserver gives it (pkg/serviceaccount/jwt.go, keyIDFromPublicKey):
                           ///< SHA-256 over its DER SubjectPublicKeyInfo, in base64url without padding
};

/// The public keys of a PEM text in its order, at least one: `PUBLIC KEY`, `RSA PUBLIC KEY`, or that of a
/// `CERTIFICATE`. Failures begin with `from` (a file's name) and say what to do: a private key (which has no business
/// here), a key that is neither RSA nor on one of the three curves, a broken block.
[[nodiscard]] Result<std::vector<PublicKey>> decode_public_keys(const std::string& pem, const std::string& from);

}  // namespace certs

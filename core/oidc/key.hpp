#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// A public key of a JSON Web Key Set (RFC 7517, RFC 7518 section 6), as far as a verifier of tokens looks at it. Its
/// numbers are bytes, the highest first, without leading zeros, so that equal keys are equal however they were written.
struct Key {
    enum class Kind { rsa, elliptic_curve, other };

    Kind kind = Kind::other;
    std::string type;              ///< `kty` as written: `RSA`, `EC`; of another kind nothing more is read
    std::string id;                ///< `kid`; empty: there is none
    std::string use;               ///< `sig`, or empty
    std::string algorithm;         ///< `alg`: `RS256`; empty: not said
    std::string modulus{};         ///< RSA: `n`
    std::string exponent{};        ///< RSA: `e`
    std::string curve{};           ///< EC: `crv`: `P-256`, `P-384`, `P-521`
    std::string x{};               ///< EC
    std::string y{};               ///< EC
    std::string private_member{};  ///< the first member that a public key must not have (`d`, `k`, ...); its value is
                                   ///< never read
    std::string fault{};           ///< why no verifier can use it, without any value: `n is missing`; empty: nothing

    friend bool operator==(const Key&, const Key&) = default;
};

/// Whether both are the same public key, whatever is said about them (`kid`, `alg`, `use`). Keys of another kind are
/// only compared by kind: STS can use none of them.
[[nodiscard]] bool is_same_public_key(const Key& left, const Key& right);

/// The algorithm that its tokens are signed with: `alg`, else the one that Kubernetes uses for such a key
/// (pkg/serviceaccount/openidmetadata.go): RS256, or ES256, ES384, ES512 by the curve. Empty for another kind.
[[nodiscard]] std::string algorithm_of(const Key& key);

/// Whether STS verifies tokens that are signed so: RS256, RS384, RS512, ES256, ES384, ES512
/// (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, WebIdentityToken).
[[nodiscard]] bool is_supported_algorithm(std::string_view algorithm);

/// Bytes of a coordinate on the curve: 32, 48, 66; 0 when it is no curve of RFC 7518.
[[nodiscard]] std::size_t coordinate_size(std::string_view curve);

/// A number without the zero bytes in front of it.
[[nodiscard]] std::string_view without_leading_zeros(std::string_view number);

/// For messages: the key's `kid` on one line and without what harms a terminal, or `(without a kid)`.
[[nodiscard]] std::string name_of(const Key& key);
[[nodiscard]] std::string name_of(std::string_view key_id);

}  // namespace core::oidc

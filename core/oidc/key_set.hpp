#pragma once

#include "core/error.hpp"
#include "core/oidc/key.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// A JSON Web Key Set, in its order.
struct KeySet {
    std::vector<Key> keys;

    friend bool operator==(const KeySet&, const KeySet&) = default;
};

/// Reads a JSON Web Key Set (RFC 7517 section 5), e.g. what an API server serves at /openid/v1/jwks. A key that no
/// verifier can use, or that holds private members, is there and says so. Errors: broken_json, too_deep, wrong_shape
/// (no `keys`, a member of a wrong type), with the place; never anything of a value.
[[nodiscard]] Result<KeySet> decode_key_set(std::string_view json);

/// The set as JSON, two spaces a level, ending with a newline: of each key `kty`, `alg`, `use`, `kid` and its public
/// numbers, and nothing else, whatever stood beside them. Only for keys of the kinds rsa and elliptic_curve without a
/// fault.
[[nodiscard]] std::string encode_key_set(const KeySet& set);

/// The first key with that `kid`; nullptr when there is none.
[[nodiscard]] const Key* find_key(const KeySet& set, std::string_view key_id);

}  // namespace core::oidc

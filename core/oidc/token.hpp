#pragma once

#include "core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// What a projected ServiceAccount token says of who signed it and for whom; nothing that could be used in its place.
/// Its signature is not verified.
struct Token {
    std::string algorithm{};  ///< `alg` of the header
    std::string key_id{};     ///< `kid` of the header
    std::string issuer{};     ///< `iss`
    std::vector<std::string> audiences{};
};

/// Reads a JSON Web Token in its compact form (RFC 7519), white space round it forgiven. The errors (wrong_shape) say
/// which part cannot be read, and quote nothing.
[[nodiscard]] Result<Token> decode_token(std::string_view text);

}  // namespace core::oidc

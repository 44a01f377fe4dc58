#pragma once

#include "core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// The discovery document of an issuer, which verifiers fetch at `<issuer>/.well-known/openid-configuration`
/// (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata). What is missing is empty.
struct Discovery {
    std::string issuer;                  ///< equal to the `iss` of its tokens, byte for byte
    std::string key_set_url;             ///< `jwks_uri`
    std::string authorization_endpoint;  ///< Kubernetes has none; a URN stands there to say so
    std::vector<std::string> response_types;
    std::vector<std::string> subject_types;
    std::vector<std::string> algorithms;  ///< `id_token_signing_alg_values_supported`
    std::vector<std::string> claims;

    friend bool operator==(const Discovery&, const Discovery&) = default;
};

/// Reads a discovery document; members that are not listed above are ignored. Errors: broken_json, too_deep,
/// wrong_shape (a member of a wrong type), with the place. A Status of an API server is told from a document.
[[nodiscard]] Result<Discovery> decode_discovery(std::string_view json);

/// The document as JSON, two spaces a level, ending with a newline.
[[nodiscard]] std::string encode_discovery(const Discovery& discovery);

}  // namespace core::oidc

#pragma once

#include "core/error.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::iam {

/// Most characters of a token that STS takes.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
inline constexpr std::size_t max_token = 20'000;

/// What a ServiceAccount token says of who signed it and claims (RFC 7519 section 4.1). Nobody has checked its
/// signature.
struct Token {
    std::string algorithm{};               ///< `alg` of the header; empty when the header says none or cannot be read
    std::string key_id{};                  ///< `kid` of the header, in the same way
    std::string issuer{};                  ///< `iss`, as written
    std::string subject{};                 ///< `sub`
    std::vector<std::string> audiences{};  ///< `aud`: a string is a list of one; never empty
    std::string authorized_party{};        ///< `azp`, which stands in for the audience; empty: there is none
    std::optional<std::chrono::sys_seconds> expires_at{};  ///< `exp`
    std::optional<std::chrono::sys_seconds> valid_from{};  ///< `nbf`
    std::optional<std::chrono::sys_seconds> issued_at{};   ///< `iat`

    /// The audiences as conditions of a trust policy see them: `azp` alone when there is one, else all of `aud`.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_aud
    [[nodiscard]] std::vector<std::string> effective_audiences() const;
};

/// Reads the claims of a JSON Web Token: three parts of base64url with dots between (RFC 7515 section 7.1), the second
/// of them a JSON object. White space round it is forgiven, as files end with a line. Errors: wrong_shape when it is no
/// such token, is longer than max_token, or `iss`, `sub` or `aud` is missing or of a wrong type; broken_json and
/// too_deep of its second part. The detail never quotes the token.
[[nodiscard]] Result<Token> decode_token(std::string_view text);

}  // namespace core::iam

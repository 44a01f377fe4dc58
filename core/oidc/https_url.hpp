#pragma once

#include "core/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace core::oidc {

/// An https URL without query and fragment, in its parts, each as written.
struct HttpsUrl {
    std::string host;  ///< without the port
    std::string port;  ///< digits; empty: none is given
    std::string path;  ///< empty or with its slash in front

    friend bool operator==(const HttpsUrl&, const HttpsUrl&) = default;
};

/// Reads one. Errors (bad_name): another scheme, a query or fragment, a character that no URL has, no host, a port that
/// is no number.
[[nodiscard]] Result<HttpsUrl> decode_https_url(std::string_view text);

/// The issuer with `/.well-known/openid-configuration` behind it; a slash at its end counts once
/// (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest).
[[nodiscard]] std::string discovery_url(std::string_view issuer);

/// The issuer with `/openid/v1/jwks` behind it, where an API server has its key set.
[[nodiscard]] std::string default_key_set_url(std::string_view issuer);

/// The path of `url` below the issuer, without a slash in front: `openid/v1/jwks`. None when it does not begin with the
/// issuer and a slash, or when a part of the path is empty, `.` or `..`, so that it can be used as a file's path.
[[nodiscard]] std::optional<std::string> path_below(std::string_view issuer, std::string_view url);

/// Why STS cannot reach a server of that name over the public internet, as far as the name tells: it is a name inside a
/// cluster or a network, or a private address. Empty when nothing says so.
[[nodiscard]] std::string unreachable_because(std::string_view host);

}  // namespace core::oidc

#include "core/oidc/https_url.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>

namespace core::oidc {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::string_view discovery_path = "/.well-known/openid-configuration";
constexpr std::string_view key_set_path = "/openid/v1/jwks";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_slash(std::string_view issuer) {
    return issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
}

bool is_plain_path(std::string_view path) {
    while (true) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        path.remove_prefix(slash + 1);
    }
}

bool is_address(std::string_view host) {
    return host.starts_with('[') || std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}

/// Private, loopback and link-local addresses (RFC 1918, RFC 6890), and 172.16.0.0/12 by its first two digits.
bool is_private_address(std::string_view host) {
    constexpr std::array<std::string_view, 9> prefixes{"10.", "127.", "169.254.", "192.168.", "[fc",
                                                       "[fd", "[fe8", "[::1]",    "0."};
    if (std::ranges::any_of(prefixes, [&](std::string_view each) { return host.starts_with(each); })) {
        return true;
    }
    return host.starts_with("172.") && host.size() > 6 && host[6] == '.' && host.substr(4, 2) >= "16" &&
           host.substr(4, 2) <= "31";
}

}  // namespace

Result<HttpsUrl> decode_https_url(std::string_view text) {
    if (!text.starts_with(scheme)) {
        return std::unexpected(Error{ErrorCode::bad_name, text::quoted(text) + " does not begin with https://"});
    }
    const auto rest = iam::decode_issuer(text);
    if (!rest) {
        return std::unexpected(rest.error());
    }
    const std::size_t slash = std::min(rest->find('/'), rest->size());
    const std::string_view authority = std::string_view(*rest).substr(0, slash);
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    HttpsUrl url{std::string(authority.substr(0, colon)), "", rest->substr(slash)};
    if (colon != std::string_view::npos) {
        url.port = authority.substr(colon + 1);
    }
    if (url.host.empty() || !std::ranges::all_of(url.port, is_digit) ||
        (colon != std::string_view::npos && url.port.empty())) {
        return std::unexpected(
            Error{ErrorCode::bad_name, text::quoted(text) + " names no host, or a port that is none"});
    }
    return url;
}

std::string discovery_url(std::string_view issuer) {
    return std::string(without_slash(issuer)) + std::string(discovery_path);
}

std::string default_key_set_url(std::string_view issuer) {
    return std::string(without_slash(issuer)) + std::string(key_set_path);
}

std::optional<std::string> path_below(std::string_view issuer, std::string_view url) {
    const std::string_view base = without_slash(issuer);
    if (!url.starts_with(base) || !url.substr(base.size()).starts_with('/')) {
        return std::nullopt;
    }
    const std::string_view path = url.substr(base.size() + 1);
    return is_plain_path(path) ? std::optional<std::string>(path) : std::nullopt;
}

std::string unreachable_because(std::string_view host) {
    constexpr std::array<std::string_view, 7> inside{".svc",       ".local",       ".internal", ".localhost",
                                                     ".home.arpa", ".localdomain", ".lan"};
    if (is_address(host)) {
        return is_private_address(host) ? "it is a private address" : "";
    }
    if (host.find('.') == std::string_view::npos) {
        return "it is a name without a domain";
    }
    const bool is_inside = std::ranges::any_of(inside, [&](std::string_view each) { return host.ends_with(each); });
    return is_inside ? "it is a name inside a cluster or a network" : "";
}

}  // namespace core::oidc

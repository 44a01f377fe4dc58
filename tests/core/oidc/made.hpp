#pragma once

#include "core/oidc/compare.hpp"
#include "core/text/base64url.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace oidc_made {

inline constexpr const char* issuer = "https://s3.eu-central-1.amazonaws.com/oidc-team";

/// An RSA key that is told from others by its name; nobody computes with it.
inline core::oidc::Key rsa(const std::string& id) {
    return {.kind = core::oidc::Key::Kind::rsa,
            .type = "RSA",
            .id = id,
            .use = "sig",
            .algorithm = "RS256",
            .modulus = "modulus of " + id,
            .exponent = std::string("\x01\x00\x01", 3)};
}

inline core::oidc::Key elliptic_curve(const std::string& id) {
    return {.kind = core::oidc::Key::Kind::elliptic_curve,
            .type = "EC",
            .id = id,
            .use = "sig",
            .algorithm = "ES256",
            .curve = "P-256",
            .x = "x of " + id,
            .y = "y of " + id};
}

inline core::oidc::KeySet set_of(const std::vector<std::string>& ids) {
    core::oidc::KeySet set;
    for (const std::string& id : ids) {
        set.keys.push_back(rsa(id));
    }
    return set;
}

inline core::oidc::Discovery discovery(const std::string& of = issuer) {
    return {.issuer = of,
            .key_set_url = of + "/openid/v1/jwks",
            .authorization_endpoint = "urn:kubernetes:programmatic_authorization",
            .response_types = {"id_token"},
            .subject_types = {"public"},
            .algorithms = {"RS256"},
            .claims = {"sub", "iss"}};
}

/// Published and API server with these keys, all else right.
inline core::oidc::Evidence evidence(const std::vector<std::string>& published,
                                     const std::vector<std::string>& api_server) {
    return {.published = {discovery(), set_of(published)}, .api_server = {discovery(), set_of(api_server)}};
}

inline core::iam::Token token_of(const std::string& key_id) {
    return {.algorithm = "RS256", .key_id = key_id, .issuer = issuer, .audiences = {"sts.amazonaws.com"}};
}

/// A token with these parts and a signature that is none.
inline std::string compact(std::string_view header, std::string_view claims) {
    return core::text::encode_base64url(header) + "." + core::text::encode_base64url(claims) + ".c2lnbmF0dXJl";
}

/// Whether some finding of that level and about that holds `words`.
inline bool says(const std::vector<core::check::Finding>& findings, core::check::Level level, std::string_view about,
                 std::string_view words) {
    return std::ranges::any_of(findings, [&](const core::check::Finding& each) {
        return each.level == level && each.about == about &&
               (each.text + " " + each.advice).find(words) != std::string::npos;
    });
}

inline core::check::Level worst(const std::vector<core::check::Finding>& findings) {
    return std::ranges::max(findings, {}, &core::check::Finding::level).level;
}

/// For messages of failed tests.
inline std::string shown(const std::vector<core::check::Finding>& findings) {
    std::string out;
    for (const auto& each : findings) {
        out += std::string(to_string(each.level)) + " " + each.about + ": " + each.text + " -> " + each.advice + "\n";
    }
    return out;
}

}  // namespace oidc_made

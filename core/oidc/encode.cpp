#include "core/json/write.hpp"
#include "core/oidc/discovery.hpp"
#include "core/oidc/key_set.hpp"
#include "core/text/base64url.hpp"

#include <cstddef>
#include <utility>

namespace core::oidc {
namespace {

void append_line(std::string& out, std::string_view indent, std::string_view key, std::string_view value) {
    out += indent;
    json::append_string(out, key);
    out += ": ";
    json::append_string(out, value);
}

/// As wide as the curve demands (RFC 7518 section 6.2.1.2).
std::string coordinate(const Key& key, const std::string& number) {
    return std::string(coordinate_size(key.curve) - number.size(), '\0') + number;
}

void append_key(std::string& out, const Key& key) {
    std::vector<std::pair<std::string_view, std::string>> members{
        {"use", "sig"}, {"kty", key.type}, {"kid", key.id}, {"alg", algorithm_of(key)}};
    if (key.kind == Key::Kind::rsa) {
        members.emplace_back("n", text::encode_base64url(key.modulus));
        members.emplace_back("e", text::encode_base64url(key.exponent));
    } else {
        members.emplace_back("crv", key.curve);
        members.emplace_back("x", text::encode_base64url(coordinate(key, key.x)));
        members.emplace_back("y", text::encode_base64url(coordinate(key, key.y)));
    }
    out += "    {\n";
    for (std::size_t index = 0; index < members.size(); ++index) {
        append_line(out, "      ", members[index].first, members[index].second);
        out += index + 1 < members.size() ? ",\n" : "\n    }";
    }
}

void append_list(std::string& out, std::string_view key, const std::vector<std::string>& values) {
    out += "  ";
    json::append_string(out, key);
    out += ": [";
    const char* separator = "";
    for (const std::string& value : values) {
        out += std::exchange(separator, ", ");
        json::append_string(out, value);
    }
    out += ']';
}

}  // namespace

std::string encode_key_set(const KeySet& set) {
    std::string out = "{\n  \"keys\": [\n";
    for (std::size_t index = 0; index < set.keys.size(); ++index) {
        append_key(out, set.keys[index]);
        out += index + 1 < set.keys.size() ? ",\n" : "\n";
    }
    return out + "  ]\n}\n";
}

std::string encode_discovery(const Discovery& discovery) {
    std::string out = "{\n";
    append_line(out, "  ", "issuer", discovery.issuer);
    out += ",\n";
    append_line(out, "  ", "jwks_uri", discovery.key_set_url);
    out += ",\n";
    append_line(out, "  ", "authorization_endpoint", discovery.authorization_endpoint);
    out += ",\n";
    append_list(out, "response_types_supported", discovery.response_types);
    out += ",\n";
    append_list(out, "subject_types_supported", discovery.subject_types);
    out += ",\n";
    append_list(out, "id_token_signing_alg_values_supported", discovery.algorithms);
    out += ",\n";
    append_list(out, "claims_supported", discovery.claims);
    return out + "\n}\n";
}

}  // namespace core::oidc

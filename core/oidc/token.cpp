#include "core/oidc/token.hpp"

#include "core/json/decoder.hpp"
#include "core/text/base64url.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace core::oidc {
namespace {

using json::Decoder;
using json::Fault;

constexpr std::size_t parts_of_a_token = 3;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    return text.substr(0, text.find_last_not_of(space) + 1);
}

/// Header, payload, signature; none when there are more or fewer.
std::optional<std::array<std::string_view, parts_of_a_token>> split(std::string_view text) {
    std::array<std::string_view, parts_of_a_token> parts;
    for (std::size_t index = 0; index < parts.size(); ++index) {
        const std::size_t dot = text.find('.');
        const bool is_last = index + 1 == parts.size();
        if ((dot == std::string_view::npos) != is_last) {
            return std::nullopt;
        }
        parts.at(index) = text.substr(0, dot);
        text.remove_prefix(is_last ? text.size() : dot + 1);
    }
    return parts;
}

/// Calls `member(decoder, fault, name)` for each member of the object in a part; false when there is none.
bool read_part(std::string_view part, auto member) {
    const auto json = text::decode_base64url(part);
    if (!json) {
        return false;
    }
    Decoder decoder(*json);
    Fault fault;
    const bool is_object = decoder.object(fault, [&](const json::String& name) { member(decoder, fault, name); });
    return is_object && !decoder.finish() && !fault.is_set();
}

/// A string or a list of them (RFC 7519 section 4.1.3).
std::vector<std::string> read_audiences(Decoder& decoder, Fault& fault) {
    std::vector<std::string> audiences;
    if (decoder.scanner().peek() == json::Kind::array) {
        decoder.array(fault, [&](std::size_t) { audiences.emplace_back(decoder.string(fault)); });
    } else if (const json::Text one = decoder.string(); one.present) {
        audiences.emplace_back(one.value);
    } else {
        fault.absorb(one.fault);
    }
    return audiences;
}

std::unexpected<Error> no_token(const char* why) { return std::unexpected(Error{ErrorCode::wrong_shape, why}); }

}  // namespace

Result<Token> decode_token(std::string_view text) {
    const auto parts = split(trimmed(text));
    if (!parts) {
        return no_token("this is no token: header, payload and signature, with a dot between them");
    }
    Token token;
    const bool has_header = read_part(parts->at(0), [&](Decoder& decoder, Fault& fault, const json::String& name) {
        if (name.is("alg")) {
            token.algorithm = decoder.string(fault);
        } else if (name.is("kid")) {
            token.key_id = decoder.string(fault);
        } else {
            decoder.scanner().skip();
        }
    });
    if (!has_header) {
        return no_token("the token's header cannot be read: it must be a JSON object in base64url");
    }
    const bool has_claims = read_part(parts->at(1), [&](Decoder& decoder, Fault& fault, const json::String& name) {
        if (name.is("iss")) {
            token.issuer = decoder.string(fault);
        } else if (name.is("aud")) {
            token.audiences = read_audiences(decoder, fault);
        } else {
            decoder.scanner().skip();
        }
    });
    if (!has_claims) {
        return no_token("the token's claims cannot be read: they must be a JSON object in base64url");
    }
    return token;
}

}  // namespace core::oidc

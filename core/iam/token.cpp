#include "core/iam/token.hpp"

#include "core/json/decoder.hpp"
#include "core/text/base64url.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>

namespace core::iam {
namespace {

using json::Fault;
using json::Kind;

constexpr std::string_view white_space = " \t\r\n";
/// Where doubles stop to count seconds; no token lives that long.
constexpr double last_second = 9e15;

std::unexpected<Error> no_token(const std::string& why) {
    return std::unexpected(Error{ErrorCode::wrong_shape, "this is no ServiceAccount token: " + why});
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

struct Parts {
    std::string_view header;
    std::string_view claims;
};

/// The first two of three parts; nothing when there are not three.
std::optional<Parts> split(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1)};
}

/// A NumericDate (RFC 7519 section 2): seconds since 1970, a fraction allowed, which is dropped.
std::optional<std::chrono::sys_seconds> read_date(json::Decoder& decoder, Fault& fault) {
    const Kind kind = decoder.scanner().peek();
    const std::size_t offset = decoder.scanner().offset();
    const std::string_view raw = decoder.scanner().skip_raw();
    if (kind == Kind::null || kind == Kind::none) {
        return std::nullopt;
    }
    double seconds = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), seconds);
    if (kind != Kind::number || error != std::errc() || end != raw.data() + raw.size() ||
        std::abs(seconds) > last_second) {
        fault.absorb({offset, "a number of seconds"});
        return std::nullopt;
    }
    return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds))));
}

std::vector<std::string> read_audiences(json::Decoder& decoder, Fault& fault) {
    std::vector<std::string> audiences;
    if (decoder.scanner().peek() != Kind::array) {
        const json::Text text = decoder.string();
        fault.absorb(text.fault.is_set() ? Fault{text.fault.offset, "a string or a list of strings"} : Fault{});
        return text.present ? std::vector{std::string(text.value)} : audiences;
    }
    decoder.array(fault, [&](std::size_t) { audiences.emplace_back(decoder.string(fault)); });
    return audiences;
}

void read_claim(json::Decoder& decoder, const json::String& key, Token& token, Fault& fault) {
    if (key.is("iss")) {
        token.issuer = decoder.string(fault);
    } else if (key.is("sub")) {
        token.subject = decoder.string(fault);
    } else if (key.is("aud")) {
        token.audiences = read_audiences(decoder, fault);
    } else if (key.is("azp")) {
        token.authorized_party = decoder.string(fault);
    } else if (key.is("exp")) {
        token.expires_at = read_date(decoder, fault);
    } else if (key.is("nbf")) {
        token.valid_from = read_date(decoder, fault);
    } else if (key.is("iat")) {
        token.issued_at = read_date(decoder, fault);
    } else {
        decoder.scanner().skip();
    }
}

std::string missing_claim(const Token& token) {
    if (token.issuer.empty()) {
        return "iss";
    }
    if (token.subject.empty()) {
        return "sub";
    }
    return token.audiences.empty() ? "aud" : "";
}

/// The header only names key and algorithm: what cannot be read of it is left empty, the claims count all the same.
void read_header(std::string_view part, Token& token) {
    const auto json = text::decode_base64url(part);
    if (!json) {
        return;
    }
    Fault fault;
    json::Decoder decoder(*json);
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("alg")) {
            token.algorithm = decoder.string(fault);
        } else if (key.is("kid")) {
            token.key_id = decoder.string(fault);
        } else {
            decoder.scanner().skip();
        }
    });
}

Result<Token> decode_claims(std::string_view json) {
    Token token;
    Fault fault;
    json::Decoder decoder(json);
    const bool is_object =
        decoder.object(fault, [&](const json::String& key) { read_claim(decoder, key, token, fault); });
    if (auto error = decoder.finish()) {
        return std::unexpected(Error{error->code, "the claims of the token: " + error->detail});
    }
    if (fault.is_set()) {
        const Error error = json::wrong_shape(json, fault);
        return std::unexpected(Error{error.code, "the claims of the token: " + error.detail});
    }
    if (const std::string missing = is_object ? missing_claim(token) : "iss"; !missing.empty()) {
        return no_token("its claims lack `" + missing + "`");
    }
    return token;
}

}  // namespace

std::vector<std::string> Token::effective_audiences() const {
    return authorized_party.empty() ? audiences : std::vector{authorized_party};
}

Result<Token> decode_token(std::string_view text) {
    const std::string_view token = trimmed(text);
    if (token.empty()) {
        return no_token("it is empty");
    }
    if (token.size() > max_token) {
        return no_token("it is longer than the " + std::to_string(max_token) + " characters that STS takes");
    }
    const auto parts = split(token);
    if (!parts) {
        return no_token("it must be three parts of base64url with dots between");
    }
    const auto claims = text::decode_base64url(parts->claims);
    if (!claims) {
        return no_token("its second part is not base64url");
    }
    auto decoded = decode_claims(*claims);
    if (decoded) {
        read_header(parts->header, *decoded);
    }
    return decoded;
}

}  // namespace core::iam

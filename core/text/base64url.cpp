#include "core/text/base64url.hpp"

#include "core/text/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace core::text {
namespace {

/// What a character stands for; -1 when it is none of the alphabet.
std::int32_t value_of(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

}  // namespace

std::string encode_base64url(std::string_view bytes) {
    std::string text;
    append_base64(text, bytes);
    text.resize(text.find_last_not_of('=') + 1);
    for (char& c : text) {
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    std::size_t count = 0;
    for (const char c : text) {
        const std::int32_t value = value_of(c);
        if (value < 0) {
            return std::nullopt;
        }
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFFU);
        }
    }
    return bytes;
}

}  // namespace core::text

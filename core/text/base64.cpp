#include "core/text/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace core::text {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

/// One group of four characters, up to two of them padding; false when it is none.
bool append_group(std::string& out, std::string_view group) {
    const std::size_t padding = group.ends_with("==") ? 2 : group.ends_with('=') ? 1 : 0;
    std::uint32_t bits = 0;
    for (const char c : group.substr(0, group.size() - padding)) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return false;
        }
        bits = bits << 6U | static_cast<std::uint32_t>(value);
    }
    bits <<= 6U * static_cast<std::uint32_t>(padding);
    for (std::size_t byte = 0; byte < 3 - padding; ++byte) {
        out += static_cast<char>(bits >> (16U - 8U * byte) & 0xFFU);
    }
    return true;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
    std::size_t to = out.size();
    out.resize(to + (bytes.size() + 2) / 3 * 4, '=');
    // Writes the first `count` of the four digits of a group; padding stands there already.
    const auto put = [&](std::uint32_t group, std::size_t count) {
        for (std::size_t digit = 0; digit < count; ++digit) {
            out[to + digit] = alphabet[group >> (18U - 6U * digit) & 63U];
        }
        to += 4;
    };
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        put(byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2), 4);
    }
    if (bytes.size() - at == 1) {
        put(byte_at(bytes, at) << 16U, 2);
    } else if (bytes.size() - at == 2) {
        put(byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U, 3);
    }
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const std::string_view group = text.substr(at, 4);
        const bool last = at + 4 == text.size();
        if ((!last && group.ends_with('=')) || !append_group(bytes, group)) {
            return std::nullopt;
        }
    }
    return bytes;
}

}  // namespace core::text

#include "server/files/base64.hpp"

#include "core/text/utf8.hpp"

#include <cstdint>

namespace server::files {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = core::text::utf8_sequence_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::optional<std::string> decode_base64_text(std::string_view text) {
    std::string characters(text);
    std::erase_if(characters, [](char c) { return c == '\n' || c == '\r'; });
    if (characters.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string bytes;
    for (std::size_t at = 0; at < characters.size(); at += 4) {
        const std::string_view group = std::string_view(characters).substr(at, 4);
        const bool last = at + 4 == characters.size();
        if ((!last && group.ends_with('=')) || !append_group(bytes, group)) {
            return std::nullopt;
        }
    }
    return is_utf8(bytes) ? std::optional(bytes) : std::nullopt;
}

}  // namespace server::files

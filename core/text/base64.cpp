#include "core/text/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace core::text {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

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

}  // namespace core::text

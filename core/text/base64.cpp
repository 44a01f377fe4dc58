#include "core/text/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace core::text {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
    out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        const std::uint32_t group = byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2);
        out += {alphabet[group >> 18U], alphabet[group >> 12U & 63U], alphabet[group >> 6U & 63U], alphabet[group & 63U]};
    }
    if (bytes.size() - at == 1) {
        const std::uint32_t group = byte_at(bytes, at) << 16U;
        out += {alphabet[group >> 18U], alphabet[group >> 12U & 63U], '=', '='};
    } else if (bytes.size() - at == 2) {
        const std::uint32_t group = byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U;
        out += {alphabet[group >> 18U], alphabet[group >> 12U & 63U], alphabet[group >> 6U & 63U], '='};
    }
}

}  // namespace core::text

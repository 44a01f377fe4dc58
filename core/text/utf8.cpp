#include "core/text/utf8.hpp"

namespace core::text {
namespace {

unsigned byte_at(std::string_view text, std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
    const unsigned first = byte_at(text, 0);
    const unsigned second = byte_at(text, 1);
    if (text.empty()) {
        return 0;
    }
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return is_continuation(second) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return is_continuation(second) && !overlong && !surrogate && is_continuation(byte_at(text, 2)) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool too_large = first == 0xF4 && second > 0x8F;
        return is_continuation(second) && !overlong && !too_large && is_continuation(byte_at(text, 2)) &&
                       is_continuation(byte_at(text, 3))
                   ? 4
                   : 0;
    }
    return 0;
}

std::string truncate(std::string_view text, std::size_t limit) {
    std::size_t count = 0;
    std::size_t keep = 0;  // bytes of the first limit - 1 code points
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (count + 1 == limit) {
            keep = at;
        }
        if (count == limit) {
            return std::string(text.substr(0, keep)) + "…";
        }
        const std::size_t length = utf8_sequence_length(text.substr(at));
        at += length == 0 ? 1 : length;
    }
    return std::string(text);
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto put = [&out](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code_point >= 0xD800 && code_point <= 0xDFFF) {
        code_point = 0xFFFD;
    }
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | code_point >> 6U);
        put(0x80 | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12U);
        put(0x80 | (code_point >> 6U & 0x3FU));
        put(0x80 | (code_point & 0x3FU));
    } else {
        put(0xF0 | code_point >> 18U);
        put(0x80 | (code_point >> 12U & 0x3FU));
        put(0x80 | (code_point >> 6U & 0x3FU));
        put(0x80 | (code_point & 0x3FU));
    }
}

}  // namespace core::text

#include "core/json/string.hpp"

#include "core/text/utf8.hpp"

#include <cstddef>

namespace core::json {
namespace {

unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    return static_cast<unsigned>((c | 0x20) - 'a') + 10U;
}

/// The four digits after `\u`.
char32_t hex_code(std::string_view digits) {
    return hex_digit(digits[0]) << 12U | hex_digit(digits[1]) << 8U | hex_digit(digits[2]) << 4U | hex_digit(digits[3]);
}

bool is_high_surrogate(char32_t code) { return code >= 0xD800 && code <= 0xDBFF; }
bool is_low_surrogate(char32_t code) { return code >= 0xDC00 && code <= 0xDFFF; }

/// `at` stands behind `\u`; the number of bytes read from there.
std::size_t append_code_point(std::string& out, std::string_view raw, std::size_t at) {
    const char32_t first = hex_code(raw.substr(at, 4));
    if (is_high_surrogate(first) && raw.substr(at + 4).starts_with("\\u")) {
        const char32_t second = hex_code(raw.substr(at + 6, 4));
        if (is_low_surrogate(second)) {
            text::append_utf8(out, 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00));
            return 10;
        }
    }
    text::append_utf8(out, first);
    return 4;
}

char simple_escape(char c) {
    switch (c) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return c;  // quote, backslash, slash
    }
}

}  // namespace

bool String::is(std::string_view text) const {
    if (!escaped) {
        return raw == text;
    }
    std::string value;
    append_unescaped(value, raw);
    return value == text;
}

void append_unescaped(std::string& out, std::string_view raw) {
    std::size_t at = 0;
    while (at < raw.size()) {
        const auto backslash = raw.find('\\', at);
        out.append(raw.substr(at, backslash - at));
        if (backslash == std::string_view::npos) {
            return;
        }
        at = backslash + 2;
        if (raw[backslash + 1] == 'u') {
            at += append_code_point(out, raw, at);
        } else {
            out += simple_escape(raw[backslash + 1]);
        }
    }
}

std::string_view Arena::value(const String& string) {
    if (!string.escaped) {
        return string.raw;
    }
    auto& value = unescaped_.emplace_front();
    append_unescaped(value, string.raw);
    return value;
}

}  // namespace core::json

#include "core/json/write.hpp"

#include <algorithm>
#include <cstddef>

namespace core::json {
namespace {

void append_escaped(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out += hex[static_cast<unsigned char>(c) >> 4U];
            out += hex[static_cast<unsigned char>(c) & 15U];
    }
}

}  // namespace

void append_string(std::string& out, std::string_view value) {
    const auto is_escaped = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };
    out += '"';
    while (!value.empty()) {
        const auto end = std::ranges::find_if(value, is_escaped);
        const auto plain = static_cast<std::size_t>(end - value.begin());
        out.append(value.substr(0, plain));
        value.remove_prefix(plain);
        if (!value.empty()) {
            append_escaped(out, value.front());
            value.remove_prefix(1);
        }
    }
    out += '"';
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
    append_string(out, key);
    out += ':';
    append_string(out, value);
}

}  // namespace core::json

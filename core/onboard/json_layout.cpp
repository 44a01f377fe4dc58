#include "core/onboard/json_layout.hpp"

#include "core/json/write.hpp"

#include <cstddef>

namespace core::onboard {
namespace {

constexpr std::size_t indent = 4;

void break_line(std::string& out, std::size_t depth) { out.append(1, '\n').append(depth * indent, ' '); }

/// Behind the string that begins at `begin`.
std::size_t end_of_string(std::string_view json, std::size_t begin) {
    std::size_t at = begin + 1;
    while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2U : 1U;
    return at + 1 < json.size() ? at + 1 : json.size();
}

}  // namespace

std::string lay_out(std::string_view compact_json) {
    std::string out;
    std::size_t depth = 0;
    for (std::size_t at = 0; at < compact_json.size(); ++at) {
        const char c = compact_json[at];
        const bool is_empty = at + 1 < compact_json.size() &&
                              (compact_json[at + 1] == ']' || compact_json[at + 1] == '}');
        if (c == '"') {
            const std::size_t end = end_of_string(compact_json, at);
            out.append(compact_json.substr(at, end - at));
            at = end - 1;
        } else if ((c == '{' || c == '[') && is_empty) {
            out.append(compact_json.substr(at++, 2));
        } else if (c == '{' || c == '[') {
            break_line(out.append(1, c), ++depth);
        } else if (c == '}' || c == ']') {
            break_line(out, --depth);
            out += c;
        } else if (c == ',') {
            break_line(out.append(1, c), depth);
        } else {
            out.append(c == ':' ? ": " : std::string(1, c));
        }
    }
    return out + '\n';
}

std::string json_string(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

std::string json_list(std::span<const std::string> values) {
    std::string out = "[";
    for (const auto& value : values) out.append(out.size() == 1 ? "" : ",").append(json_string(value));
    return out + "]";
}

}  // namespace core::onboard

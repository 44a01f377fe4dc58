#include "server/http/field.hpp"

#include <algorithm>

namespace server::http {

namespace {

constexpr std::string_view blanks = " \t";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token_character(char c) {
    const char l = lower(c);
    return (l >= 'a' && l <= 'z') || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

}  // namespace

std::expected<Field, std::string_view> read_field(std::string_view line) {
    if (blanks.contains(line.front())) return std::unexpected("a folded header is not accepted");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::unexpected("no colon");
    const auto name = line.substr(0, colon);
    if (!name.empty() && blanks.contains(name.back())) return std::unexpected("space before the colon");
    if (!is_token(name)) return std::unexpected("not a header name");
    return Field{.name = name, .value = trimmed(line.substr(colon + 1))};
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_character); }

bool is_visible(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_http_version(std::string_view text) {
    return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool list_has(std::string_view list, std::string_view word) {
    while (true) {
        const auto comma = list.find(',');
        if (equal_ignoring_case(trimmed(list.substr(0, comma)), word)) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace server::http

// Which strings may stand bare in YAML. Strict rather than pretty: a quoted string is never wrong.

#include "core/json/write.hpp"
#include "server/cli/yaml_text.hpp"

#include <algorithm>
#include <array>

namespace server::cli {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_bare_character(char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_-./:=+,()@%$;^~<>*?!&|{}[]'\"\\ #").contains(c) ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Words that YAML 1.1 (go-yaml v2, so kubectl) or 1.2 takes for a boolean, null, a number or a merge key.
bool is_special_word(std::string_view text) {
    constexpr std::array<std::string_view, 15> words = {"",    "~", "null", "true", "false", "yes",   "no",   "on",
                                                        "off", "y", "n",    ".nan", ".inf",  "-.inf", "+.inf"};
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return std::ranges::find(words, lower) != words.end();
}

/// Made of nothing but what numbers (of any base, with `_` and exponents), times and dates are made of.
bool may_be_number(std::string_view text) {
    const auto fits = [](char c) { return is_digit(c) || std::string_view("abcdefABCDEFxXoOtTzZ_.:+- ").contains(c); };
    return (is_digit(text[0]) || std::string_view("+-.").contains(text[0])) && std::ranges::any_of(text, is_digit) &&
           std::ranges::all_of(text, fits);
}

bool may_start(std::string_view text) {
    const char c = text[0];
    if (c == '-') {
        return text.size() > 1 && text[1] != ' ' && !text.starts_with("---");
    }
    return is_letter(c) || is_digit(c) || c == '_' || c == '/' || c == '.' || c == '$' || c == '(' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Whether `text` starts with UTF-8 of what YAML does not count as printable or takes for a line break: C1 controls,
/// U+2028, U+2029, U+FEFF, U+FFFE, U+FFFF.
bool starts_unprintable(std::string_view text) {
    const std::string_view three = text.substr(0, 3);
    return (text[0] == '\xC2' && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0) ||
           three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" || three == "\xEF\xBB\xBF" || three == "\xEF\xBF\xBE" ||
           three == "\xEF\xBF\xBF";
}

bool may_stand_bare(std::string_view text) {
    return !is_special_word(text) && may_start(text) && !may_be_number(text) && !text.starts_with("...") &&
           std::ranges::all_of(text, is_bare_character) && !text.contains(": ") && !text.contains(" #") &&
           !text.ends_with(':') && !text.ends_with(' ') && is_yaml_printable(text);
}

/// JSON escapes are YAML escapes; what only YAML calls unprintable is escaped by its code point.
std::string quoted(std::string_view text) {
    std::string json;
    core::json::append_string(json, text);
    std::string out;
    constexpr std::string_view hex = "0123456789abcdef";
    for (std::size_t i = 0; i < json.size(); ++i) {
        const auto byte = [&](std::size_t n) {
            return i + n < json.size() ? static_cast<unsigned char>(json[i + n]) : 0U;
        };
        const unsigned three = (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
        if (json[i] == '\x7F') {
            out += "\\x7f";
        } else if (byte(0) == 0xC2 && starts_unprintable(std::string_view(json).substr(i))) {
            out += {'\\', 'x', hex[byte(1) >> 4U], hex[byte(1) & 15U]};
            i += 1;
        } else if (starts_unprintable(std::string_view(json).substr(i))) {
            out += {'\\', 'u', hex[three >> 12U], hex[three >> 8U & 15U], hex[three >> 4U & 15U], hex[three & 15U]};
            i += 2;
        } else {
            out += json[i];
        }
    }
    return out;
}

}  // namespace

bool is_yaml_printable(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || starts_unprintable(text.substr(i))) {
            return false;
        }
    }
    return true;
}

std::string yaml_scalar(std::string_view text) { return may_stand_bare(text) ? std::string(text) : quoted(text); }

std::string one_line(std::string_view text) {
    const bool harmless = is_yaml_printable(text) && text.find_first_of("\n\t") == std::string_view::npos;
    return harmless ? std::string(text) : quoted(text);
}

}  // namespace server::cli

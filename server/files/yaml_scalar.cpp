#include "server/files/yaml_scalar.hpp"

#include "server/files/base64.hpp"
#include "server/files/go_number.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace server::files {
namespace {

using Type = YamlScalar::Type;

constexpr std::string_view yaml_tag_prefix = "tag:yaml.org,2002:";

template <std::size_t size>
bool is_one_of(std::string_view text, const std::array<std::string_view, size>& words) {
    return std::ranges::find(words, text) != words.end();
}

YamlScalar string_scalar(std::string_view text) { return {.type = Type::string, .text = std::string(text), .real = 0}; }

YamlScalar real_scalar(double value) { return {.type = Type::real, .text = {}, .real = value}; }

/// The words of go-yaml's resolveMap.
std::optional<YamlScalar> find_word(std::string_view text) {
    constexpr std::array<std::string_view, 11> yes{"y",    "Y",    "yes", "Yes", "YES", "true",
                                                   "True", "TRUE", "on",  "On",  "ON"};
    constexpr std::array<std::string_view, 11> no{"n",     "N",     "no",  "No",  "NO", "false",
                                                  "False", "FALSE", "off", "Off", "OFF"};
    constexpr std::array<std::string_view, 5> null{"", "~", "null", "Null", "NULL"};
    constexpr std::array<std::string_view, 6> infinity{".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"};
    constexpr std::array<std::string_view, 3> minus_infinity{"-.inf", "-.Inf", "-.INF"};
    constexpr std::array<std::string_view, 3> nan{".nan", ".NaN", ".NAN"};
    if (is_one_of(text, yes) || is_one_of(text, no)) {
        return YamlScalar{.type = Type::boolean, .text = is_one_of(text, yes) ? "true" : "false", .real = 0};
    }
    if (is_one_of(text, null)) {
        return YamlScalar{};
    }
    if (is_one_of(text, infinity) || is_one_of(text, minus_infinity)) {
        return real_scalar((text[0] == '-' ? -1 : 1) * std::numeric_limits<double>::infinity());
    }
    return is_one_of(text, nan) ? std::optional(real_scalar(std::numeric_limits<double>::quiet_NaN())) : std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_underscores(std::string_view text) {
    std::string plain(text);
    std::erase(plain, '_');
    return plain;
}

/// Go's ParseFloat takes underscores between digits only.
bool underscores_separate_digits(std::string_view text) {
    for (std::size_t at = text.find('_'); at != std::string_view::npos; at = text.find('_', at + 1)) {
        if (at == 0 || at + 1 == text.size() || !is_digit(text[at - 1]) || !is_digit(text[at + 1])) {
            return false;
        }
    }
    return true;
}

/// go-yaml reads `0b` and `-0b` once more when Go's own reading has failed; so `0b-11` is -3.
std::optional<std::string> parse_signed_binary(std::string_view plain) {
    if (plain.starts_with("0b")) {
        return parse_go_integer(plain.substr(2), 2);
    }
    return std::nullopt;
}

std::optional<YamlScalar> parse_number(std::string_view text) {
    if (text.starts_with('.')) {
        const auto value = underscores_separate_digits(text) ? parse_go_float(without_underscores(text)) : std::nullopt;
        return value ? std::optional(real_scalar(*value)) : std::nullopt;
    }
    if (!is_digit(text[0]) && text[0] != '-' && text[0] != '+') {
        return std::nullopt;
    }
    const std::string plain = without_underscores(text);
    if (auto digits = parse_go_integer(plain)) {
        return YamlScalar{.type = Type::integer, .text = std::move(*digits), .real = 0};
    }
    if (const auto value = parse_go_float(plain)) {
        return real_scalar(*value);
    }
    if (auto digits = parse_signed_binary(plain)) {
        return YamlScalar{.type = Type::integer, .text = std::move(*digits), .real = 0};
    }
    return std::nullopt;
}

YamlScalar resolve_plain(std::string_view text) {
    if (auto word = find_word(text)) {
        return std::move(*word);
    }
    auto number = parse_number(text);
    return number ? std::move(*number) : string_scalar(text);
}

bool fits_int64(std::string_view digits) {
    constexpr std::string_view largest = "9223372036854775807";
    return digits.starts_with('-') || digits.size() < largest.size() ||
           (digits.size() == largest.size() && digits <= largest);
}

std::expected<YamlScalar, std::string> resolve_binary(std::string_view text) {
    auto bytes = decode_base64_text(text);
    if (!bytes) {
        return std::unexpected("!!binary needs base64 of UTF-8 text");
    }
    return string_scalar(*bytes);
}

std::optional<Type> type_of_tag(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Type>, 4> types{
        {{"null", Type::null}, {"bool", Type::boolean}, {"int", Type::integer}, {"float", Type::real}}};
    const auto* found = std::ranges::find(types, name, &std::pair<std::string_view, Type>::first);
    return found != types.end() ? std::optional(found->second) : std::nullopt;
}

}  // namespace

std::expected<YamlScalar, std::string> resolve_scalar(std::string_view tag, std::string_view text) {
    if (tag == "?" || tag.empty()) {
        return resolve_plain(text);
    }
    if (!tag.starts_with(yaml_tag_prefix)) {
        return string_scalar(text);
    }
    const std::string_view name = tag.substr(yaml_tag_prefix.size());
    if (name == "binary") {
        return resolve_binary(text);
    }
    const auto wanted = type_of_tag(name);
    if (!wanted) {
        return string_scalar(text);
    }
    YamlScalar scalar = resolve_plain(text);
    if (*wanted == Type::real && scalar.type == Type::integer && fits_int64(scalar.text)) {
        scalar = real_scalar(std::stod(scalar.text));
    }
    if (scalar.type != *wanted) {
        return std::unexpected("the value is no !!" + std::string(name));
    }
    return scalar;
}

std::expected<JsonScalar, std::string> to_json(YamlScalar scalar) {
    switch (scalar.type) {
        case Type::null: return JsonScalar{Value::Kind::null, "null"};
        case Type::boolean: return JsonScalar{Value::Kind::boolean, std::move(scalar.text)};
        case Type::integer: return JsonScalar{Value::Kind::number, std::move(scalar.text)};
        case Type::string: return JsonScalar{Value::Kind::string, std::move(scalar.text)};
        case Type::real: break;
    }
    if (!std::isfinite(scalar.real)) {
        return std::unexpected("infinity and NaN cannot be written as JSON (quote the value if a string is meant)");
    }
    return JsonScalar{Value::Kind::number, write_json_float(scalar.real)};
}

std::expected<std::string, std::string> to_key(YamlScalar scalar) {
    if (scalar.type == Type::null) {
        return std::unexpected("null cannot be a key (quote it if a string is meant)");
    }
    if (scalar.type == Type::integer && !fits_int64(scalar.text)) {
        return std::unexpected("an integer over 9223372036854775807 cannot be a key (quote it if a string is meant)");
    }
    return scalar.type == Type::real ? write_key_float(scalar.real) : std::move(scalar.text);
}

bool is_merge_key(std::string_view tag, std::string_view text) {
    return text == "<<" && (tag == "?" || tag == "tag:yaml.org,2002:merge");
}

}  // namespace server::files

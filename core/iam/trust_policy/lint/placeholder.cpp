#include "core/iam/trust_policy/lint/placeholder.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace core::iam::trust_policy::lint {
namespace {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
constexpr bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
/// What a person writes between angle brackets or braces: `AWS account id`, `oidc.provider`.
constexpr bool is_label(char c) { return is_word(c) || c == ' ' || c == '-' || c == '.' || c == ':' || c == '/'; }

/// `${aws:username}`: a colon and a name behind it. `${NAME:-default}` is a shell's.
bool is_policy_variable(std::string_view inner) {
    if (inner == "*" || inner == "?" || inner == "$") {
        return true;
    }
    const std::size_t colon = inner.rfind(':', inner.find(','));
    return colon != std::string_view::npos && colon > 0 && colon + 1 < inner.size() && is_letter(inner[colon + 1]);
}

std::string_view word_at_start(std::string_view text) {
    return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_word) - text.begin()));
}

/// From `open` at the start to the first `close`; empty when there is none or something else than a label is between.
std::string_view enclosed(std::string_view text, std::string_view open, std::string_view close) {
    if (!text.starts_with(open)) {
        return {};
    }
    const std::size_t end = text.find(close, open.size());
    if (end == std::string_view::npos || end == open.size()) {
        return {};
    }
    const std::string_view inner = text.substr(open.size(), end - open.size());
    return std::ranges::all_of(inner, is_label) ? text.substr(0, end + close.size()) : std::string_view();
}

/// At a dollar sign; `skip` is what is no placeholder.
std::string_view dollar(std::string_view text, std::size_t& skip) {
    if (text.starts_with("${")) {
        const std::size_t end = text.find('}');
        if (end == std::string_view::npos) {
            return text;
        }
        if (is_policy_variable(text.substr(2, end - 2))) {
            skip = end + 1;
            return {};
        }
        return text.substr(0, end + 1);
    }
    if (text.starts_with("$(")) {
        return text.substr(0, text.find(')') == std::string_view::npos ? text.size() : text.find(')') + 1);
    }
    const std::string_view name = word_at_start(text.substr(1));
    return name.empty() || is_digit(name.front()) ? std::string_view() : text.substr(0, name.size() + 1);
}

/// At a percent sign: `%s`, `%v`, `%q`, `%(name)s`, and `%d` where it is no escape such as `%d0`.
std::string_view percent(std::string_view text) {
    if (text.size() < 2 || (text.size() > 2 && is_hex(text[1]) && is_hex(text[2]))) {
        return {};
    }
    if (text[1] == '(') {
        return text.substr(0, text.find(')') == std::string_view::npos ? text.size() : text.find(')') + 1);
    }
    return std::string_view("svqd").find(text[1]) != std::string_view::npos ? text.substr(0, 2) : std::string_view();
}

bool is_bare_word(std::string_view word) {
    constexpr std::array<std::string_view, 10> field = {"ACCOUNT", "OIDC",    "PROVIDER",  "ISSUER",  "CLUSTER",
                                                        "REGION",  "PROFILE", "NAMESPACE", "SERVICE", "AWS"};
    if (word.find('_') == std::string_view::npos ||
        std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) {
        return false;
    }
    while (!word.empty()) {
        const std::string_view part = word.substr(0, word.find('_'));
        if (std::ranges::find(field, part) != field.end()) {
            return true;
        }
        word.remove_prefix(std::min(word.size(), part.size() + 1));
    }
    return false;
}

std::string_view placeholder_at(std::string_view text, std::size_t& skip) {
    switch (text.front()) {
        case '$': return dollar(text, skip);
        case '%': return percent(text);
        case '<': return enclosed(text, "<", ">");
        case '{': {
            const std::string_view twice = enclosed(text, "{{", "}}");
            return twice.empty() ? enclosed(text, "{", "}") : twice;
        }
        case '@': return enclosed(text, "@", "@");
        default: return {};
    }
}

}  // namespace

std::string_view find_placeholder(std::string_view text, BareWords bare_words) {
    while (!text.empty()) {
        const std::string_view word = word_at_start(text);
        if (bare_words == BareWords::find && is_bare_word(word)) {
            return word;
        }
        std::size_t skip = std::max<std::size_t>(word.size(), 1);
        const std::string_view found = word.empty() ? placeholder_at(text, skip) : std::string_view();
        if (!found.empty()) {
            return found;
        }
        text.remove_prefix(skip);
    }
    return {};
}

}  // namespace core::iam::trust_policy::lint

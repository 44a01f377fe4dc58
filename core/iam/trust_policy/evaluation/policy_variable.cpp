#include "core/iam/trust_policy/evaluation/policy_variable.hpp"

#include "core/iam/trust_policy/evaluation/answer.hpp"

#include <optional>

namespace core::iam::trust_policy::evaluation {
namespace {

/// One `${...}`.
struct Variable {
    std::size_t size = 0;  ///< bytes from `$` to `}`
    std::string_view key{};
    std::optional<std::string_view> otherwise{};  ///< the default
    bool is_character = false;                    ///< `key` is `*`, `?` or `$`, and means that character
};

bool is_key(std::string_view text) {
    return !text.empty() && text.find_first_of("${}'\"*?") == std::string_view::npos && text.front() != ' ' &&
           text.back() != ' ';
}

/// `key, 'default'}`: the default may hold anything but `'}`.
std::optional<Variable> read_default(std::string_view inside, std::size_t comma) {
    constexpr std::string_view separator = ", '";
    constexpr std::string_view end = "'}";
    const std::string_view key = inside.substr(0, comma);
    const std::size_t begin = comma + separator.size();
    const std::size_t close = inside.find(end, begin);
    if (!inside.substr(comma).starts_with(separator) || close == std::string_view::npos || !is_key(key)) {
        return std::nullopt;
    }
    return Variable{close + end.size() + 2, key, inside.substr(begin, close - begin)};
}

/// The variable at the start of the text; nothing when it is only text.
std::optional<Variable> read_variable(std::string_view text) {
    if (!text.starts_with("${")) {
        return std::nullopt;
    }
    const std::string_view inside = text.substr(2);
    const std::size_t end = inside.find_first_of(",}");
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    if (inside[end] == ',') {
        return read_default(inside, end);
    }
    const std::string_view key = inside.substr(0, end);
    const bool is_character = key == "*" || key == "?" || key == "$";
    if (!is_character && !is_key(key)) {
        return std::nullopt;
    }
    return Variable{end + 3, key, {}, is_character};
}

void fill_in(Expansion& expansion, const Variable& variable, const RequestContext& context) {
    if (variable.is_character) {
        expansion.characters += to_characters(variable.key);
        return;
    }
    const KeyValues found = context.find(variable.key);
    if (found.presence == Presence::unknown) {
        expansion.is_known = both(expansion.is_known, Answer::depends);
        expansion.unknown_keys.emplace_back(variable.key);
    } else if (found.presence == Presence::present && found.values.size() == 1) {
        expansion.characters += to_characters(found.values.front());
    } else if (found.presence == Presence::absent && variable.otherwise) {
        expansion.characters += to_characters(*variable.otherwise);
    } else {
        expansion.is_known = Answer::no;
    }
}

void append_text(Characters& characters, std::string_view text, bool has_wildcards) {
    for (char32_t c : to_characters(text)) {
        if (has_wildcards && (c == U'*' || c == U'?')) {
            c = c == U'*' ? any_characters : one_character;
        }
        characters += c;
    }
}

}  // namespace

Expansion expand_variables(std::string_view value, const Reading& reading, bool has_wildcards) {
    Expansion expansion;
    while (!value.empty()) {
        const auto variable = reading.has_variables ? read_variable(value) : std::nullopt;
        if (variable) {
            fill_in(expansion, *variable, reading.context);
            value.remove_prefix(variable->size);
            continue;
        }
        // A dollar sign that begins no variable is text, and so is all up to the next one.
        const std::size_t length = std::min(value.find('$', 1), value.size());
        append_text(expansion.characters, value.substr(0, length), has_wildcards);
        value.remove_prefix(length);
    }
    return expansion;
}

}  // namespace core::iam::trust_policy::evaluation

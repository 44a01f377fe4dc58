#include "core/iam/trust_policy/wildcard.hpp"

#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace core::iam::trust_policy {
namespace {

constexpr char32_t broken_byte = 0x110100;  // and the byte

/// The character at the start of `text`, and takes its bytes off.
char32_t take_character(std::string_view& text) {
    const std::size_t length = text::utf8_sequence_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    char32_t character = length == 0 ? broken_byte + first : first;
    if (length > 1) {
        character = first & (0x7FU >> length);
        for (const char c : text.substr(1, length - 1)) {
            character = character << 6U | (static_cast<unsigned char>(c) & 0x3FU);
        }
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
    return character;
}

bool is_between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// In blocks where capital and small letters alternate.
bool is_capital_of_pair(char32_t c) {
    const bool is_even = is_between(c, 0x100, 0x12F) || is_between(c, 0x132, 0x137) || is_between(c, 0x14A, 0x177) ||
                         is_between(c, 0x460, 0x481) || is_between(c, 0x48A, 0x4BF) || is_between(c, 0x4D0, 0x52F);
    const bool is_odd = is_between(c, 0x139, 0x148) || is_between(c, 0x179, 0x17E);
    return (is_even && c % 2 == 0) || (is_odd && c % 2 == 1);
}

/// https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, of the alphabets that is_same_ignoring_case names
char32_t small(char32_t c) {
    const bool is_32_away = is_between(c, 'A', 'Z') || (is_between(c, 0xC0, 0xDE) && c != 0xD7) ||
                            (is_between(c, 0x391, 0x3AB) && c != 0x3A2) || is_between(c, 0x410, 0x42F);
    if (is_32_away) {
        return c + 32;
    }
    if (is_between(c, 0x400, 0x40F)) {
        return c + 80;
    }
    return is_capital_of_pair(c) ? c + 1 : c;
}

}  // namespace

Characters to_characters(std::string_view text) {
    Characters characters;
    while (!text.empty()) {
        characters += take_character(text);
    }
    return characters;
}

bool matches(CharactersView text, CharactersView pattern) {
    std::size_t at = 0;
    std::size_t p = 0;
    std::size_t star = CharactersView::npos;  // the last `*` seen: what it stands for can grow by one
    std::size_t resume = 0;
    while (at < text.size()) {
        if (p < pattern.size() && pattern[p] == any_characters) {
            star = p++;
            resume = at;
        } else if (p < pattern.size() && (pattern[p] == one_character || pattern[p] == text[at])) {
            ++p;
            ++at;
        } else if (star != CharactersView::npos) {
            p = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of(any_characters, p) == CharactersView::npos;
}

bool is_same_ignoring_case(CharactersView left, CharactersView right) {
    return std::ranges::equal(left, right, {}, small, small);
}

std::string lower_case_key(std::string_view key) {
    std::string lower(key);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return lower;
}

}  // namespace core::iam::trust_policy

#pragma once

#include <string>
#include <string_view>

namespace core::iam::trust_policy {

/// Text as Unicode characters. In a pattern two values that no character has stand for the wildcards, so that a `*`
/// that came out of a variable stays what it is.
using Characters = std::u32string;
using CharactersView = std::u32string_view;
inline constexpr char32_t any_characters = 0x110000;  ///< `*`: none, too
inline constexpr char32_t one_character = 0x110001;   ///< `?`

/// The characters of UTF-8; a byte that is none becomes a value of its own.
[[nodiscard]] Characters to_characters(std::string_view text);

/// Whether all of the text matches. Takes time at most proportional to the product of the lengths; never recurses.
[[nodiscard]] bool matches(CharactersView text, CharactersView pattern);

/// Whether the texts are the same but for the case of Latin, Greek and Cyrillic letters.
[[nodiscard]] bool is_same_ignoring_case(CharactersView left, CharactersView right);

/// A condition key in lower case: `A`..`Z` alone, as is_same_key compares.
[[nodiscard]] std::string lower_case_key(std::string_view key);

}  // namespace core::iam::trust_policy

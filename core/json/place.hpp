#pragma once

#include <compare>
#include <cstddef>
#include <string_view>

namespace core::json {

/// A place in a text as editors show it: lines and columns from 1, a column is one Unicode character. Lines end with LF
/// (the CR before it is a character of its line).
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;

    friend auto operator<=>(const Place&, const Place&) = default;
};

/// The place of byte `offset`; of an offset behind the end: where the text ends.
[[nodiscard]] Place place_at(std::string_view text, std::size_t offset);

}  // namespace core::json

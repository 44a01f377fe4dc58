#pragma once

#include <forward_list>
#include <string>
#include <string_view>

namespace core::json {

/// A JSON string as it stands in the text, between its quotes.
struct String {
    std::string_view raw;
    bool escaped = false;  ///< holds at least one backslash

    /// Whether the string's value is `text`.
    [[nodiscard]] bool is(std::string_view text) const;
};

/// Appends the value of `raw`, the inside of a valid JSON string. A lone surrogate escape becomes U+FFFD, as in Go.
void append_unescaped(std::string& out, std::string_view raw);

/// Keeps the values of strings that were escaped, so that all others can stay views into the text. Views stay valid
/// when the arena is moved.
class Arena {
public:
    /// The value: a view into the text when there is nothing to unescape, else into this arena.
    [[nodiscard]] std::string_view value(const String& string);

private:
    std::forward_list<std::string> unescaped_;
};

}  // namespace core::json

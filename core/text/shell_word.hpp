#pragma once

#include <string>
#include <string_view>

namespace core::text {

/// Text as one word of a POSIX shell command: bare when every character is harmless everywhere in a word, else in
/// single quotes. Holds for any bytes but NUL.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace core::text

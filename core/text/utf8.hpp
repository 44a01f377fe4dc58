#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core::text {

/// Length in bytes, 1..4, of the well-formed UTF-8 sequence (RFC 3629 section 4) at the start of `text`; 0 when there
/// is none: overlong forms, surrogates and code points over U+10FFFF are not well-formed.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text);

/// `text`, which is UTF-8, cut to at most `limit` code points, the last one `…` when something was cut; `limit` >= 1.
[[nodiscard]] std::string truncate(std::string_view text, std::size_t limit);

/// Appends a code point (0..0x10FFFF) as UTF-8; a surrogate becomes U+FFFD, as in Go's encoding/json.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace core::text

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core::json {

/// The JSON pointer (RFC 6901) of the value that holds byte `offset`, for error messages: found by walking the text
/// once more, so that reading good input keeps no path. The text must be JSON up to `offset`. The whole document is
/// `(the document)`, since the empty pointer reads badly in a sentence. At most about 200 bytes; the front is cut with
/// `...`.
[[nodiscard]] std::string path_at(std::string_view text, std::size_t offset);

/// Appends one reference token to a pointer: `/` and the token with `~` and `/` escaped (RFC 6901 section 3).
void append_token(std::string& pointer, std::string_view token);

}  // namespace core::json

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace server::telemetry {

/// Between quotes, quotes and backslashes are escaped as well.
enum class Quoting { bare, quoted };

/// Appends `text` so that no byte of it can end the line, move a terminal's cursor or turn the direction of writing:
/// such characters become `\n` or `\u001b` (as JSON has it), invalid UTF-8 becomes U+FFFD. Never cuts a character in
/// half; `out` does not grow beyond `limit` bytes, and ends in `…` when something was cut. `limit` of at least 3 bytes
/// more than `out` has.
void append_escaped(std::string& out, std::string_view text, Quoting quoting, std::size_t limit);

}  // namespace server::telemetry

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core::text {

/// Most bytes of a text that `quoted` shows.
inline constexpr std::size_t most_quoted = 200;

/// Text of unknown origin for a message of one line: in double quotes, every byte that is not visible ASCII as `?`, cut
/// with `...` behind most_quoted bytes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace core::text

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace core::text {

/// Whether all of `text` matches `pattern`: `*` stands for any characters (none and `/` too), `?` for exactly one byte,
/// everything else for itself. Takes time at most proportional to the product of the lengths; never recurses.
[[nodiscard]] bool matches_pattern(std::string_view text, std::string_view pattern);

/// Whether any of the patterns matches.
[[nodiscard]] bool matches_any(std::string_view text, std::span<const std::string> patterns);

/// `text` with every `{profile}` replaced.
[[nodiscard]] std::string expand_profile(std::string_view text, std::string_view profile);

}  // namespace core::text

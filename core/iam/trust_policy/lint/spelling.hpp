#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::lint {

/// The text with ASCII letters in lower case.
[[nodiscard]] std::string lower(std::string_view text);

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one word of the other,
/// upper and lower case being the same; `limit` + 1 when it takes more than `limit`. Words over 300 bytes are only
/// compared.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t limit);

/// The word that is nearest, if one is at most `limit` edits away; the first of several.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> words,
                                                      std::size_t limit);

/// ` (did you mean "x"?)`, or nothing.
[[nodiscard]] std::string did_you_mean(std::optional<std::string_view> word);

}  // namespace core::iam::trust_policy::lint

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::cli {

/// Go's strconv.ParseBool: `1 t T TRUE true True 0 f F FALSE false False`.
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

/// A decimal number with an optional sign, within int64.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

/// Go's time.ParseDuration, from milliseconds to hours and not negative: `500ms`, `1.5h`, `1h30m`, `0`. At most 100
/// years; rounded to milliseconds.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// A size: a plain number of bytes, or whole Ki, Mi, Gi (KiB, MiB, GiB) or k, M, G (kB, MB, GB). Below 2^63.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// The entries between the commas, trimmed of spaces and tabs; nothing but blanks has none.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

}  // namespace server::cli

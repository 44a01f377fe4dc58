#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace server::files {

/// The decimal digits of an integer as Go's strconv.ParseInt(text, 0, 64), then ParseUint, read it: sign, `0x`, `0o`,
/// `0b` or a leading `0` for octal; none when it is no integer or fits neither int64 nor uint64. Underscores are the
/// caller's.
[[nodiscard]] std::optional<std::string> parse_go_integer(std::string_view text);

/// As above with a base of 2, 8, 10 or 16 and no prefix. A sign is allowed.
[[nodiscard]] std::optional<std::string> parse_go_integer(std::string_view text, unsigned base);

/// A decimal float as Go's strconv.ParseFloat(text, 64) reads it, for texts of the form
/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`; none for others and for those too large for a double. Too
/// small ones are 0.
[[nodiscard]] std::optional<double> parse_go_float(std::string_view text);

/// As Go's encoding/json writes a finite float64: the fewest digits that read back the same, an exponent below 1e-6 and
/// from 1e21.
[[nodiscard]] std::string write_json_float(double value);

/// As sigs.k8s.io/yaml writes a float that is the key of a mapping: strconv.FormatFloat(value, 'g', -1, 32).
[[nodiscard]] std::string write_key_float(double value);

}  // namespace server::files

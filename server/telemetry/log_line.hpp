#pragma once

#include "server/telemetry/log.hpp"

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace server::telemetry {

/// What a line may be at most, newline included (PIPE_BUF is 4,096: lines of several processes never mix).
inline constexpr std::size_t log_line_limit = 4'000;

enum class Colour { no, yes };

/// The part of a line behind time and level, without a newline. JSON: `"message":"...","name":"value"}`; text: `message
/// name=value name="a value"`. Control characters, and those that turn the direction of writing, are escaped, invalid
/// UTF-8 becomes U+FFFD; what does not fit is cut with `…`, fields that do not fit at all are left out.
[[nodiscard]] std::string encode_log_body(LogFormat format, std::string_view message,
                                          std::initializer_list<LogField> fields);

/// Time (RFC 3339, UTC, milliseconds) and level, which go before the body; at most 64 bytes.
[[nodiscard]] std::string encode_log_head(LogFormat format, Colour colour, LogLevel level,
                                          std::chrono::system_clock::time_point time);

}  // namespace server::telemetry

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace server::telemetry {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

/// One named fact of a log line. The value is copied before `log` returns.
struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double> value;
};

/// Starts the process's log on standard error. Lines are handed to one writer thread through a bounded queue: a caller
/// never waits, not even when the pipe is full; lines that find no room are dropped and counted. Before this call (and
/// in tests) `log` discards.
void start_log(LogLevel level, LogFormat format);

/// Writes what is queued, waiting at most 1 s for a reader that does not read, and ends the writer thread.
void stop_log();

/// True when a line of this level would be written: ask before building costly fields.
[[nodiscard]] bool log_enabled(LogLevel level);

/// One line: a message in the words of an operator (it says what to do when something is wrong) and the facts as
/// fields. Control characters and invalid UTF-8 in either are escaped; a line is cut at 4,000 bytes (PIPE_BUF is 4,096,
/// so that lines of several processes never mix). Never pass a request body, a token or an environment value.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

/// Lines dropped since the start.
[[nodiscard]] std::size_t log_lines_dropped();

}  // namespace server::telemetry

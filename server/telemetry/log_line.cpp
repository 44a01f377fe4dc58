#include "server/telemetry/log_line.hpp"

#include "server/telemetry/log_escape.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include <spdlog/fmt/fmt.h>

namespace server::telemetry {
namespace {

constexpr std::size_t head_limit = 64;
constexpr std::size_t closing = 3;  // `"}` and the newline
constexpr std::size_t body_limit = log_line_limit - head_limit - closing;
constexpr std::size_t least_room_for_a_value = 16;

/// Numbers are written bare; JSON knows no infinity and no NaN, so those are strings.
std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : fmt::format("\"{}\"", value);
}

bool can_stand_bare(std::string_view value) {
    const auto plain = [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '=' && c != '\\'; };
    return !value.empty() && std::ranges::all_of(value, plain);
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    append_escaped(out, text, Quoting::quoted, body_limit);
    out += '"';
}

void append_value(std::string& out, LogFormat format, const LogField& field) {
    if (const auto* whole = std::get_if<std::int64_t>(&field.value)) {
        out += std::to_string(*whole);
    } else if (const auto* real = std::get_if<double>(&field.value)) {
        out += number(*real);
    } else if (const auto text = std::get<std::string_view>(field.value);
               format == LogFormat::text && can_stand_bare(text)) {
        append_escaped(out, text, Quoting::bare, body_limit);
    } else {
        append_quoted(out, text);
    }
}

bool has_room(const std::string& out, const LogField& field) {
    return out.size() + field.name.size() + least_room_for_a_value < body_limit;
}

const char* word(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    return "unknown";
}

/// ANSI: grey, green, yellow, red.
const char* colour_code(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "\x1b[90m";
        case LogLevel::info: return "\x1b[32m";
        case LogLevel::warning: return "\x1b[33m";
        case LogLevel::error: return "\x1b[31m";
    }
    return "";
}

std::string rfc3339(std::chrono::system_clock::time_point time) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    const std::time_t seconds = ms / 1'000;
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec, ms % 1'000);
}

}  // namespace

std::string encode_log_body(LogFormat format, std::string_view message, std::initializer_list<LogField> fields) {
    std::string out;
    out.reserve(256);
    if (format == LogFormat::json) {
        out += "\"message\":";
        append_quoted(out, message);
    } else {
        append_escaped(out, message, Quoting::bare, body_limit);
    }
    for (const auto& field : fields) {
        if (!has_room(out, field)) continue;
        out += format == LogFormat::json ? fmt::format(",\"{}\":", field.name) : fmt::format(" {}=", field.name);
        append_value(out, format, field);
    }
    if (format == LogFormat::json) out += '}';
    return out;
}

std::string encode_log_head(LogFormat format, Colour colour, LogLevel level,
                            std::chrono::system_clock::time_point time) {
    if (format == LogFormat::json) return fmt::format(R"({{"time":"{}","level":"{}",)", rfc3339(time), word(level));
    if (colour == Colour::no) return fmt::format("{} {:<7} ", rfc3339(time), word(level));
    return fmt::format("{} {}{:<7}\x1b[0m ", rfc3339(time), colour_code(level), word(level));
}

}  // namespace server::telemetry

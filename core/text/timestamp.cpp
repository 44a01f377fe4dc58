#include "core/text/timestamp.hpp"

#include <cstddef>

namespace core::text {
namespace {

constexpr std::string_view shape = "0000-00-00T00:00:00Z";  // 0: a digit

bool has_shape(std::string_view text) {
    if (text.size() != shape.size()) {
        return false;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !is_digit : text[i] != shape[i]) {
            return false;
        }
    }
    return true;
}

/// The number that `length` digits at `at` stand for.
int number(std::string_view text, std::size_t at, std::size_t length) {
    int value = 0;
    for (const char digit : text.substr(at, length)) {
        value = value * 10 + (digit - '0');
    }
    return value;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) {
    if (!has_shape(text)) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{
        std::chrono::year(number(text, 0, 4)),
        std::chrono::month(static_cast<unsigned>(number(text, 5, 2))),
        std::chrono::day(static_cast<unsigned>(number(text, 8, 2))),
    };
    const std::chrono::hours hours(number(text, 11, 2));
    const std::chrono::minutes minutes(number(text, 14, 2));
    const std::chrono::seconds seconds(number(text, 17, 2));
    if (!day.ok() || hours.count() > 23 || minutes.count() > 59 || seconds.count() > 59) {
        return std::nullopt;
    }
    return std::chrono::sys_days(day) + hours + minutes + seconds;
}

}  // namespace core::text

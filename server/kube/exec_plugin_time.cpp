#include "server/kube/exec_plugin_time.hpp"

#include <algorithm>

namespace server::kube {
namespace {

using namespace std::chrono;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes exactly `count` digits off the front; -1: they are not there.
int take_number(std::string_view& text, std::size_t count) {
    if (text.size() < count || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count), is_digit))
        return -1;
    int number = 0;
    for (const char c : text.substr(0, count)) number = number * 10 + (c - '0');
    text.remove_prefix(count);
    return number;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// `Z` or `+02:00`.
std::optional<minutes> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return minutes(0);
    const bool is_west = text.starts_with('-');
    if (!take(text, "+-")) return std::nullopt;
    const int hour = take_number(text, 2);
    const bool colon = take(text, ":");
    const int minute = take_number(text, 2);
    if (hour < 0 || hour > 23 || !colon || minute < 0 || minute > 59) return std::nullopt;
    const minutes offset = hours(hour) + minutes(minute);
    return is_west ? -offset : offset;
}

/// `12:00:00`; 60 is a leap second.
std::optional<seconds> take_time(std::string_view& text) {
    const int hour = take_number(text, 2);
    if (hour < 0 || hour > 23 || !take(text, ":")) return std::nullopt;
    const int minute = take_number(text, 2);
    if (minute < 0 || minute > 59 || !take(text, ":")) return std::nullopt;
    const int second = take_number(text, 2);
    if (second < 0 || second > 60) return std::nullopt;
    if (take(text, ".")) {
        const auto end = std::ranges::find_if_not(text, is_digit);
        if (end == text.begin()) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    }
    return hours(hour) + minutes(minute) + seconds(second);
}

std::optional<sys_days> take_date(std::string_view& text) {
    const int y = take_number(text, 4);
    if (y < 0 || !take(text, "-")) return std::nullopt;
    const int m = take_number(text, 2);
    if (m < 0 || !take(text, "-")) return std::nullopt;
    const int d = take_number(text, 2);
    const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(std::max(d, 0)))};
    return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

}  // namespace

std::optional<system_clock::time_point> decode_time(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !take(text, "Tt ")) return std::nullopt;
    const auto time = take_time(text);
    const auto offset = time ? take_offset(text) : std::nullopt;
    if (!offset || !text.empty()) return std::nullopt;
    // The clock counts nanoseconds in 64 bits and ends in 2262: "never" may be said as the year 9999.
    const auto moment = sys_seconds(*date) + *time - *offset;
    const auto farthest = floor<seconds>(system_clock::time_point::max());
    return std::clamp<sys_seconds>(moment, sys_seconds(), farthest);
}

}  // namespace server::kube

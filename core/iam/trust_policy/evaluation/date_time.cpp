#include "core/iam/trust_policy/evaluation/date_time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace core::iam::trust_policy::evaluation {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads what has a fixed form from front to back; the first thing that is not there makes it fail for good.
class DateReader {
public:
    explicit DateReader(std::string_view text) : rest_(text) {}

    /// A number of exactly that many digits, at most `most`.
    int number(std::size_t digits, int most) {
        if (rest_.size() < digits || !std::ranges::all_of(rest_.substr(0, digits), is_digit)) {
            failed_ = true;
            return 0;
        }
        int value = 0;
        for (const char c : take(digits)) {
            value = value * 10 + (c - '0');
        }
        failed_ = failed_ || value > most;
        return value;
    }

    bool take_if(char c) {
        if (!rest_.starts_with(c)) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    void demand(char c) { failed_ = !take_if(c) || failed_; }

    /// At least one digit; those that count.
    std::string_view fraction() {
        const std::string_view all = take(std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
        failed_ = failed_ || all.empty();
        return all.substr(0, all.find_last_not_of('0') + 1);  // npos + 1 is 0
    }

    [[nodiscard]] bool finished() const { return rest_.empty() && !failed_; }

private:
    std::string_view take(std::size_t size) {
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    std::string_view rest_;
    bool failed_ = false;
};

/// `Z`, `+01:00`, `-08:00`: seconds to take off.
int read_offset(DateReader& reader) {
    if (reader.take_if('Z')) {
        return 0;
    }
    const bool is_west = reader.take_if('-');
    if (!is_west) {
        reader.demand('+');
    }
    const int hours = reader.number(2, 23);
    reader.demand(':');
    const int seconds = (hours * 60 + reader.number(2, 59)) * 60;
    return is_west ? -seconds : seconds;
}

void read_time(DateReader& reader, DateTime& moment) {
    const int hours = reader.number(2, 23);
    reader.demand(':');
    const int minutes = reader.number(2, 59);
    int seconds = 0;
    if (reader.take_if(':')) {
        seconds = reader.number(2, 59);
        if (reader.take_if('.')) {
            moment.fraction = reader.fraction();
        }
    }
    moment.seconds += (hours * 60 + minutes) * 60 + seconds - read_offset(reader);
}

std::optional<DateTime> decode_epoch(std::string_view text) {
    constexpr std::size_t most_digits = 18;  // fits into 64 bits
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    if (text.size() > most_digits) {
        return std::nullopt;
    }
    DateTime moment;
    for (const char c : text) {
        moment.seconds = moment.seconds * 10 + (c - '0');
    }
    return moment;
}

}  // namespace

std::optional<DateTime> decode_date_time(std::string_view text) {
    if (!text.empty() && std::ranges::all_of(text, is_digit)) {
        return decode_epoch(text);
    }
    DateReader reader(text);
    const std::chrono::year year(reader.number(4, 9999));
    reader.demand('-');
    const auto month = static_cast<unsigned>(reader.number(2, 12));
    unsigned day = 1;
    bool has_time = false;
    if (reader.take_if('-')) {
        day = static_cast<unsigned>(reader.number(2, 31));
        has_time = reader.take_if('T');
    }
    const std::chrono::year_month_day date(year, std::chrono::month(month), std::chrono::day(day));
    if (!date.ok()) {
        return std::nullopt;
    }
    DateTime moment{std::chrono::sys_seconds(std::chrono::sys_days(date)).time_since_epoch().count()};
    if (has_time) {
        read_time(reader, moment);
    }
    return reader.finished() ? std::optional(moment) : std::nullopt;
}

}  // namespace core::iam::trust_policy::evaluation

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::evaluation {

/// A moment as conditions have it.
struct DateTime {
    std::int64_t seconds = 0;  ///< since 1970-01-01T00:00:00Z
    std::string fraction{};    ///< of a second: digits without trailing zeros

    friend auto operator<=>(const DateTime&, const DateTime&) = default;
};

/// Reads the W3C's forms of ISO 8601, `2012-10-17T00:00:00Z`, also without seconds, with a fraction of them, with an
/// offset
/// (`+01:00`), and the date alone, without its day too (midnight UTC on the first); or digits alone: seconds since
/// 1970. Nothing for anything else, days and hours that do not exist included. https://www.w3.org/TR/NOTE-datetime
[[nodiscard]] std::optional<DateTime> decode_date_time(std::string_view text);

}  // namespace core::iam::trust_policy::evaluation

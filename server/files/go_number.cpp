#include "server/files/go_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>

namespace server::files {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A float's shortest digits `d1d2d3...` and the place of the point: the value is 0.d1d2d3... * 10^point.
struct Digits {
    bool negative;
    std::string digits;
    int point;
};

template <typename Float>
Digits shortest_digits(Float value) {
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    Digits result{.negative = text.starts_with('-'), .digits = {}, .point = 0};
    const std::size_t e = text.find('e');
    std::ranges::copy_if(text.substr(0, e), std::back_inserter(result.digits), is_digit);
    const std::string_view exponent = text.substr(e + (text[e + 1] == '+' ? 2 : 1));
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), result.point);
    ++result.point;
    return result;
}

std::string fixed(const Digits& number) {
    std::string digits = number.digits;
    const auto count = static_cast<int>(digits.size());
    if (number.point <= 0) {
        digits.insert(0, "0." + std::string(static_cast<std::size_t>(-number.point), '0'));
    } else if (number.point >= count) {
        digits.append(static_cast<std::size_t>(number.point - count), '0');
    } else {
        digits.insert(static_cast<std::size_t>(number.point), ".");
    }
    return (number.negative ? "-" : "") + digits;
}

/// `two_digits`: at least two digits of exponent, as strconv has it; encoding/json takes the zero out of `e-07`.
std::string scientific(const Digits& number, bool two_digits) {
    std::string text = (number.negative ? "-" : "") + number.digits.substr(0, 1);
    if (number.digits.size() > 1) {
        text += "." + number.digits.substr(1);
    }
    const int exponent = number.point - 1;
    text += exponent < 0 ? "e-" : "e+";
    text += (two_digits && std::abs(exponent) < 10 ? "0" : "") + std::to_string(std::abs(exponent));
    return text;
}

struct Integer {
    bool has_sign;
    bool negative;
    std::uint64_t magnitude;
};

std::optional<Integer> parse_integer(std::string_view text, unsigned base, bool guess_base) {
    Integer result{
        .has_sign = text.starts_with('-') || text.starts_with('+'), .negative = text.starts_with('-'), .magnitude = 0};
    text.remove_prefix(result.has_sign ? 1 : 0);
    if (guess_base && text.size() > 1 && text[0] == '0') {
        const char letter = static_cast<char>(text[1] | 0x20);
        base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
        text.remove_prefix(letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1);
    }
    const auto read = std::from_chars(text.data(), text.data() + text.size(), result.magnitude, static_cast<int>(base));
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return result;
}

std::optional<std::string> digits_of(const std::optional<Integer>& integer) {
    constexpr std::uint64_t int64_max = std::numeric_limits<std::int64_t>::max();
    if (!integer || (integer->has_sign && integer->magnitude > int64_max + (integer->negative ? 1U : 0U))) {
        return std::nullopt;
    }
    return (integer->negative && integer->magnitude != 0 ? "-" : "") + std::to_string(integer->magnitude);
}

/// The parts of a decimal float; none when the text has another form.
struct DecimalParts {
    std::string_view whole;
    std::string_view fraction;
    std::string_view exponent;  ///< with its sign
};

std::string_view take_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

std::optional<DecimalParts> split_decimal(std::string_view text) {
    text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    DecimalParts parts{.whole = take_digits(text), .fraction = {}, .exponent = {}};
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        parts.fraction = take_digits(text);
    }
    if (parts.whole.empty() && parts.fraction.empty()) {
        return std::nullopt;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        parts.exponent = text.substr(1);
        std::string_view rest = parts.exponent;
        rest.remove_prefix(rest.starts_with('-') || rest.starts_with('+') ? 1 : 0);
        if (take_digits(rest).empty() || !rest.empty()) {
            return std::nullopt;
        }
        text = {};
    }
    return text.empty() ? std::optional(parts) : std::nullopt;
}

/// Whether a number outside the range of double is too small (and not too large): by the sign of its decimal exponent.
bool is_tiny(const DecimalParts& parts) {
    const std::size_t lead = parts.whole.find_first_not_of('0');
    if (lead == std::string_view::npos) {
        return !parts.exponent.starts_with('+') && (parts.exponent.empty() || parts.exponent.starts_with('-'));
    }
    const auto whole_digits = static_cast<std::int64_t>(parts.whole.size() - lead);
    std::int64_t exponent = 0;
    const std::string_view digits = parts.exponent.substr(parts.exponent.starts_with('+') ? 1 : 0);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (read.ec == std::errc::result_out_of_range) {
        return parts.exponent.starts_with('-');
    }
    return whole_digits + exponent < 0;
}

}  // namespace

std::optional<std::string> parse_go_integer(std::string_view text) { return digits_of(parse_integer(text, 10, true)); }

std::optional<std::string> parse_go_integer(std::string_view text, unsigned base) {
    return digits_of(parse_integer(text, base, false));
}

std::optional<double> parse_go_float(std::string_view text) {
    const auto parts = split_decimal(text);
    if (!parts) {
        return std::nullopt;
    }
    const bool negative = text.starts_with('-');
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc::result_out_of_range) {
        return is_tiny(*parts) ? std::optional(negative ? -0.0 : 0.0) : std::nullopt;
    }
    return value;
}

std::string write_json_float(double value) {
    const double size = std::abs(value);
    const Digits digits = shortest_digits(value);
    return size != 0 && (size < 1e-6 || size >= 1e21) ? scientific(digits, false) : fixed(digits);
}

std::string write_key_float(double value) {
    if (std::isnan(value)) {
        return ".nan";
    }
    const auto narrow = static_cast<float>(value);
    if (std::isinf(narrow)) {
        return narrow > 0 ? ".inf" : "-.inf";
    }
    const Digits digits = shortest_digits(narrow);
    const int exponent = digits.point - 1;
    const bool far = exponent < -4 || exponent >= 6;  // Go's rule for %g with the fewest digits
    return narrow != 0 && far ? scientific(digits, true) : fixed(digits);
}

}  // namespace server::files

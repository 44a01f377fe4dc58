#include "server/cli/flags_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

namespace server::cli {
namespace {

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes digits, with a decimal point or without, off the front of `text`.
std::optional<double> take_number(std::string_view& text) {
    const auto length = std::min(text.find_first_not_of("0123456789."), text.size());
    double value = 0;
    const auto digits = text.substr(0, length);
    const char* const digits_begin = digits.data();
    const char* const digits_end = digits_begin + digits.size();
    const auto [end, error] = std::from_chars(digits_begin, digits_end, value, std::chars_format::fixed);
    if (error != std::errc() || end != digits_end) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

/// Takes `ms`, `s`, `m` or `h` off the front of `text`.
std::optional<double> take_unit_ms(std::string_view& text) {
    constexpr std::array<std::pair<std::string_view, double>, 4> units = {
        {{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3'600e3}}};
    const auto* unit = std::ranges::find_if(units, [&](const auto& each) { return text.starts_with(each.first); });
    if (unit == units.end()) return std::nullopt;
    text.remove_prefix(unit->first.size());
    return unit->second;
}

constexpr double longest_ms = 100.0 * 365 * 86'400e3;

}  // namespace

std::optional<bool> parse_boolean(std::string_view text) {
    constexpr std::array<std::string_view, 6> yes = {"1", "t", "T", "TRUE", "true", "True"};
    constexpr std::array<std::string_view, 6> no = {"0", "f", "F", "FALSE", "false", "False"};
    if (std::ranges::find(yes, text) != yes.end()) return true;
    if (std::ranges::find(no, text) != no.end()) return false;
    return std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    if (text == "0") return std::chrono::milliseconds(0);
    if (text.empty()) return std::nullopt;
    double total_ms = 0;
    while (!text.empty()) {
        const auto number = take_number(text);
        const auto unit_ms = number ? take_unit_ms(text) : std::nullopt;
        if (!unit_ms) return std::nullopt;
        total_ms += *number * *unit_ms;
    }
    if (total_ms > longest_ms) return std::nullopt;
    return std::chrono::milliseconds(std::llround(total_ms));
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 14> units = {{{"", 1},
                                                                                   {"B", 1},
                                                                                   {"Ki", 1U << 10U},
                                                                                   {"KiB", 1U << 10U},
                                                                                   {"Mi", 1U << 20U},
                                                                                   {"MiB", 1U << 20U},
                                                                                   {"Gi", 1U << 30U},
                                                                                   {"GiB", 1U << 30U},
                                                                                   {"k", 1'000},
                                                                                   {"kB", 1'000},
                                                                                   {"M", 1'000'000},
                                                                                   {"MB", 1'000'000},
                                                                                   {"G", 1'000'000'000},
                                                                                   {"GB", 1'000'000'000}}};
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    const auto* unit = std::ranges::find(units, text.substr(static_cast<std::size_t>(end - text.data())),
                                         &std::pair<std::string_view, std::uint64_t>::first);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (unit == units.end() || value > most / unit->second) return std::nullopt;
    return value * unit->second;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> entries;
    if (trim(text).empty()) return entries;
    for (std::size_t from = 0; from <= text.size();) {
        const auto comma = std::min(text.find(',', from), text.size());
        entries.emplace_back(trim(text.substr(from, comma - from)));
        from = comma + 1;
    }
    return entries;
}

}  // namespace server::cli

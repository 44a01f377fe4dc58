#include "core/iam/trust_policy/evaluation/decimal.hpp"

#include <algorithm>
#include <cstddef>

namespace core::iam::trust_policy::evaluation {
namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::strong_ordering compare_size(const Decimal& left, const Decimal& right) {
    if (const auto by_length = left.whole.size() <=> right.whole.size(); by_length != 0) {
        return by_length;
    }
    if (const auto by_whole = left.whole <=> right.whole; by_whole != 0) {
        return by_whole;
    }
    return left.fraction <=> right.fraction;
}

}  // namespace

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right) {
    if (left.is_negative != right.is_negative) {
        return left.is_negative ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const auto by_size = compare_size(left, right);
    return left.is_negative ? 0 <=> by_size : by_size;
}

std::optional<Decimal> decode_decimal(std::string_view text) {
    Decimal decimal;
    if (text.starts_with('-') || text.starts_with('+')) {
        decimal.is_negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
    if (!is_digits(whole) || !is_digits(fraction)) {
        return std::nullopt;
    }
    decimal.whole = whole.substr(std::min(whole.find_first_not_of('0'), whole.size()));
    decimal.fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);  // npos + 1 is 0
    decimal.is_negative = decimal.is_negative && !(decimal.whole.empty() && decimal.fraction.empty());
    return decimal;
}

}  // namespace core::iam::trust_policy::evaluation

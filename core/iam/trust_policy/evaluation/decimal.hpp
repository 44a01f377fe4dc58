#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::evaluation {

/// A number as conditions have it, of any size: `300`, `-1`, `300.50`. Compared exactly, never converted.
struct Decimal {
    bool is_negative = false;
    std::string whole{};     ///< digits without leading zeros
    std::string fraction{};  ///< digits without trailing zeros

    friend bool operator==(const Decimal&, const Decimal&) = default;
    friend std::strong_ordering operator<=>(const Decimal& left, const Decimal& right);
};

/// Reads an integer or decimal number with an optional sign; nothing for anything else, exponents included.
[[nodiscard]] std::optional<Decimal> decode_decimal(std::string_view text);

}  // namespace core::iam::trust_policy::evaluation

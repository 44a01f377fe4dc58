#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace core::iam::trust_policy::evaluation {

/// IP addresses with a common prefix, or one address. IPv4 and IPv6 have nothing in common, mapped addresses included.
struct AddressRange {
    std::array<std::uint8_t, 16> bytes{};  ///< IPv4: the first four
    bool is_v6 = false;
    std::size_t prefix_bits = 0;  ///< 0..32, IPv6: 0..128

    /// Whether every address of `other` is in here.
    [[nodiscard]] bool holds(const AddressRange& other) const;
    /// Whether it is one address, as the caller of a request has.
    [[nodiscard]] bool is_single() const { return prefix_bits == (is_v6 ? 128U : 32U); }
};

/// Reads `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32` (RFC 4632, RFC 4291 section 2.2); bits behind the prefix do
/// not count. Nothing for anything else, octets with leading zeros included.
[[nodiscard]] std::optional<AddressRange> decode_address_range(std::string_view text);

}  // namespace core::iam::trust_policy::evaluation

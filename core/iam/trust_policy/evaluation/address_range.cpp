#include "core/iam/trust_policy/evaluation/address_range.hpp"

#include <algorithm>
#include <vector>

namespace core::iam::trust_policy::evaluation {
namespace {

/// All of the text as a number of at most that many digits.
std::optional<unsigned> read_number(std::string_view text, unsigned base, std::size_t most_digits) {
    if (text.empty() || text.size() > most_digits) {
        return std::nullopt;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    unsigned value = 0;
    for (const char c : text) {
        const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
        const std::size_t digit = digits.substr(0, base).find(lower);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        value = value * base + static_cast<unsigned>(digit);
    }
    return value;
}

/// Between single separators; the text of none is one empty part.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

/// Appends four bytes.
bool read_v4(std::string_view text, std::vector<std::uint8_t>& bytes) {
    const auto octets = split(text, '.');
    for (const std::string_view octet : octets) {
        const auto value = read_number(octet, 10, 3);
        if (!value || *value > 255 || (octet.size() > 1 && octet.front() == '0')) {
            return false;
        }
        bytes.push_back(static_cast<std::uint8_t>(*value));
    }
    return octets.size() == 4;
}

/// Appends the bytes of groups with colons between them, of which the last may be an IPv4 address.
bool read_groups(std::string_view text, bool may_end_in_v4, std::vector<std::uint8_t>& bytes) {
    if (text.empty()) {
        return true;
    }
    const auto groups = split(text, ':');
    for (const std::string_view& group : groups) {
        if (may_end_in_v4 && &group == &groups.back() && group.find('.') != std::string_view::npos) {
            return read_v4(group, bytes);
        }
        const auto value = read_number(group, 16, 4);
        if (!value) {
            return false;
        }
        bytes.push_back(static_cast<std::uint8_t>(*value >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(*value & 0xFFU));
    }
    return true;
}

bool read_v6(std::string_view text, std::vector<std::uint8_t>& bytes) {
    constexpr std::size_t size = 16;
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        return read_groups(text, true, bytes) && bytes.size() == size;
    }
    std::vector<std::uint8_t> behind;
    if (!read_groups(text.substr(0, gap), false, bytes) || !read_groups(text.substr(gap + 2), true, behind) ||
        bytes.size() + behind.size() > size - 2) {
        return false;
    }
    bytes.resize(size - behind.size());
    bytes.insert(bytes.end(), behind.begin(), behind.end());
    return true;
}

bool same_bit(const AddressRange& left, const AddressRange& right, std::size_t bit) {
    return ((left.bytes[bit / 8] ^ right.bytes[bit / 8]) >> (7 - bit % 8) & 1U) == 0;
}

}  // namespace

bool AddressRange::holds(const AddressRange& other) const {
    if (is_v6 != other.is_v6 || prefix_bits > other.prefix_bits) {
        return false;
    }
    for (std::size_t bit = 0; bit < prefix_bits; ++bit) {
        if (!same_bit(*this, other, bit)) {
            return false;
        }
    }
    return true;
}

std::optional<AddressRange> decode_address_range(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    AddressRange range;
    range.is_v6 = address.find(':') != std::string_view::npos;
    std::vector<std::uint8_t> bytes;
    if (!(range.is_v6 ? read_v6(address, bytes) : read_v4(address, bytes))) {
        return std::nullopt;
    }
    std::ranges::copy(bytes, range.bytes.begin());
    range.prefix_bits = range.is_v6 ? 128 : 32;
    if (slash != std::string_view::npos) {
        const std::string_view prefix = text.substr(slash + 1);
        const auto bits = read_number(prefix, 10, 3);
        if (!bits || (prefix.size() > 1 && prefix.front() == '0') || *bits > range.prefix_bits) {
            return std::nullopt;
        }
        range.prefix_bits = *bits;
    }
    return range;
}

}  // namespace core::iam::trust_policy::evaluation

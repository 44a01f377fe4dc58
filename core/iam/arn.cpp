#include "core/iam/arn.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace core::iam {
namespace {

constexpr std::size_t account_length = 12;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the text before the next colon off `rest`; nothing when there is no colon.
std::optional<std::string_view> take_field(std::string_view& rest) {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto field = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    return field;
}

}  // namespace

std::optional<Arn> split_arn(std::string_view text) {
    std::string_view rest = text;
    std::array<std::string_view, 5> fields;
    for (auto& field : fields) {
        const auto taken = take_field(rest);
        if (!taken) {
            return std::nullopt;
        }
        field = *taken;
    }
    const auto& [arn, partition, service, region, account] = fields;
    if (arn != "arn" || service != "iam" || !region.empty()) {
        return std::nullopt;
    }
    return Arn{partition, account, rest};
}

bool is_partition(std::string_view text) {
    if (!text.starts_with("aws")) {
        return false;
    }
    text.remove_prefix(3);
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; };
    return text.empty() || (text.size() > 1 && text.front() == '-' && std::ranges::all_of(text, fits));
}

bool is_account_id(std::string_view text) {
    return text.size() == account_length && std::ranges::all_of(text, is_digit);
}

}  // namespace core::iam

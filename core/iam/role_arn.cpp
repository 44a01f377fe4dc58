#include "core/iam/role_arn.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace core::iam {
namespace {

constexpr std::size_t max_name_length = 64;
constexpr std::size_t max_path_length = 512;
constexpr std::size_t account_length = 12;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

constexpr bool is_name_character(char c) {
    return is_letter(c) || is_digit(c) || std::string_view("+=,.@_-").contains(c);
}

constexpr bool is_path_character(char c) { return c >= '!' && c <= '~' && c != '*' && c != '?'; }

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

bool is_partition(std::string_view text) {
    if (!text.starts_with("aws")) {
        return false;
    }
    text.remove_prefix(3);
    return text.empty() || (text.size() > 1 && text.front() == '-' &&
                            std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }));
}

bool is_path_and_name(std::string_view resource) {
    constexpr std::string_view prefix = "role";
    if (!resource.starts_with("role/")) {
        return false;
    }
    const auto slash = resource.rfind('/');
    const auto path = resource.substr(prefix.size(), slash + 1 - prefix.size());
    const auto name = resource.substr(slash + 1);
    return !name.empty() && name.size() <= max_name_length && std::ranges::all_of(name, is_name_character) &&
           path.size() <= max_path_length && std::ranges::all_of(path, is_path_character);
}

}  // namespace

std::string_view partition_of(std::string_view role_arn) {
    // arn : partition : service : region (empty for IAM) : account : resource; the resource may hold colons itself.
    std::string_view rest = role_arn;
    std::array<std::string_view, 5> fields;
    for (auto& field : fields) {
        const auto taken = take_field(rest);
        if (!taken) {
            return {};
        }
        field = *taken;
    }
    const auto& [arn, partition, service, region, account] = fields;
    const bool is_role = arn == "arn" && is_partition(partition) && service == "iam" && region.empty() &&
                         account.size() == account_length && std::ranges::all_of(account, is_digit) &&
                         is_path_and_name(rest);
    return is_role ? partition : std::string_view{};
}

bool is_role_arn(std::string_view text) { return !partition_of(text).empty(); }

}  // namespace core::iam

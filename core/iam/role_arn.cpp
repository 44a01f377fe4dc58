#include "core/iam/role_arn.hpp"

#include "core/iam/arn.hpp"

#include <algorithm>
#include <cstddef>

namespace core::iam {
namespace {

constexpr std::size_t max_name_length = 64;
constexpr std::size_t max_path_length = 512;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

constexpr bool is_name_character(char c) {
    return is_letter(c) || is_digit(c) || std::string_view("+=,.@_-").contains(c);
}

constexpr bool is_path_character(char c) { return c >= '!' && c <= '~' && c != '*' && c != '?'; }

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
    const auto arn = split_arn(role_arn);
    const bool is_role = arn && is_partition(arn->partition) && is_account_id(arn->account_id) &&
                         is_path_and_name(arn->resource);
    return is_role ? arn->partition : std::string_view{};
}

bool is_role_arn(std::string_view text) { return !partition_of(text).empty(); }

}  // namespace core::iam

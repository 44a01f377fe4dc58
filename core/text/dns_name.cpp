#include "core/text/dns_name.hpp"

#include <algorithm>
#include <cstddef>

namespace core::text {
namespace {

constexpr std::size_t max_label_length = 63;
constexpr std::size_t max_subdomain_length = 253;

constexpr bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_label_of_any_length(std::string_view text) {
    return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

}  // namespace

bool is_dns_label(std::string_view text) { return text.size() <= max_label_length && is_label_of_any_length(text); }

bool is_dns_subdomain(std::string_view text) {
    if (text.size() > max_subdomain_length) {
        return false;
    }
    for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
        if (!is_label_of_any_length(text.substr(0, dot))) {
            return false;
        }
        text.remove_prefix(dot + 1);
    }
    return is_label_of_any_length(text);
}

}  // namespace core::text

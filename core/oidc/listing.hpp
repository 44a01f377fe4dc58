#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// Whether the list names the value, letter by letter: issuers, audiences and algorithms are compared so.
[[nodiscard]] inline bool has(const std::vector<std::string>& list, std::string_view value) {
    return std::ranges::find(list, value) != list.end();
}

}  // namespace core::oidc

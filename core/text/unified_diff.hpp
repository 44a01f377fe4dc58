#pragma once

#include <string>
#include <string_view>

namespace core::text {

/// What differs between two texts, line by line, as a unified diff (three lines of context) that `patch -p0` and
/// `git apply` take: `--- name`, `+++ name`, hunks, `\ No newline at end of file` where it belongs. Empty when nothing
/// differs. A CR belongs to its line.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                                       std::string_view after_name);

}  // namespace core::text

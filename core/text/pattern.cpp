#include "core/text/pattern.hpp"

#include <algorithm>
#include <cstddef>

namespace core::text {

bool matches_pattern(std::string_view text, std::string_view pattern) {
    std::size_t at = 0;
    std::size_t p = 0;
    std::size_t star =
        std::string_view::npos;  // the last `*` seen: what it stands for can grow by one and be tried again
    std::size_t resume = 0;
    while (at < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = at;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[at])) {
            ++p;
            ++at;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool matches_any(std::string_view text, std::span<const std::string> patterns) {
    return std::ranges::any_of(patterns, [text](const std::string& pattern) { return matches_pattern(text, pattern); });
}

std::string expand_profile(std::string_view text, std::string_view profile) {
    constexpr std::string_view placeholder = "{profile}";
    std::string expanded;
    for (std::size_t found = text.find(placeholder); found != std::string_view::npos; found = text.find(placeholder)) {
        expanded.append(text.substr(0, found)).append(profile);
        text.remove_prefix(found + placeholder.size());
    }
    return expanded.append(text);
}

}  // namespace core::text

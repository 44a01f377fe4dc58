#include "core/iam/trust_policy/lint/spelling.hpp"

#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace core::iam::trust_policy::lint {
namespace {

constexpr std::size_t longest_word = 300;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment: three rows are enough, because a swap looks two rows back.
std::size_t full_distance(std::string_view left, std::string_view right) {
    std::array<std::vector<std::size_t>, 3> rows;
    rows.fill(std::vector<std::size_t>(right.size() + 1));
    std::iota(rows[0].begin(), rows[0].end(), 0U);
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::vector<std::size_t>& row = rows[i % 3];
        const std::vector<std::size_t>& above = rows[(i - 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0U : 1U);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
            }
        }
    }
    return rows[left.size() % 3][right.size()];
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}

std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t limit) {
    const std::string one = lower(left);
    const std::string other = lower(right);
    if (one == other) {
        return 0;
    }
    const std::size_t longer = std::max(one.size(), other.size());
    if (longer > longest_word || longer - std::min(one.size(), other.size()) > limit) {
        return limit + 1;
    }
    return std::min(full_distance(one, other), limit + 1);
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> words,
                                        std::size_t limit) {
    std::optional<std::string_view> best;
    std::size_t fewest = limit + 1;
    for (const std::string_view candidate : words) {
        const std::size_t distance = edit_distance(word, candidate, limit);
        if (distance < fewest) {
            fewest = distance;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::optional<std::string_view> word) {
    return word ? " (did you mean " + text::quoted(*word) + "?)" : "";
}

}  // namespace core::iam::trust_policy::lint

#include "core/text/unified_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace core::text {
namespace {

constexpr std::size_t context = 3;
/// Pairs of lines that are compared at most between the first and the last difference; beyond it everything there
/// counts as replaced, which is true, if longer than need be.
constexpr std::size_t most_pairs = 4'000'000;

using Lines = std::vector<std::string_view>;

enum class Side { both, before, after };

/// One line of the diff; the text includes its line end, which the last line may lack.
struct DiffLine {
    Side side = Side::both;
    std::string_view text;
};

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

/// For each pair of positions in the two middles: the length of the longest common subsequence of what follows.
class CommonLengths {
public:
    CommonLengths(const Lines& before, const Lines& after)
        : width_(after.size() + 1), lengths_((before.size() + 1) * width_) {
        for (std::size_t b = before.size(); b-- > 0;) {
            for (std::size_t a = after.size(); a-- > 0;) {
                lengths_[(b * width_) + a] = before[b] == after[a] ? at(b + 1, a + 1) + 1
                                                                   : std::max(at(b + 1, a), at(b, a + 1));
            }
        }
    }
    [[nodiscard]] std::size_t at(std::size_t b, std::size_t a) const { return lengths_[(b * width_) + a]; }

private:
    std::size_t width_;
    std::vector<std::size_t> lengths_;
};

void replace_all(std::vector<DiffLine>& diff, const Lines& before, const Lines& after) {
    for (const auto line : before) diff.push_back({Side::before, line});
    for (const auto line : after) diff.push_back({Side::after, line});
}

/// Removed lines come before added ones, as diff(1) has them.
void match(std::vector<DiffLine>& diff, const Lines& before, const Lines& after) {
    if (before.size() * after.size() > most_pairs) {
        replace_all(diff, before, after);
        return;
    }
    const CommonLengths common(before, after);
    std::size_t b = 0;
    std::size_t a = 0;
    while (b < before.size() || a < after.size()) {
        if (b < before.size() && a < after.size() && before[b] == after[a]) {
            diff.push_back({Side::both, before[b++]});
            ++a;
        } else if (b < before.size() && (a == after.size() || common.at(b + 1, a) >= common.at(b, a + 1))) {
            diff.push_back({Side::before, before[b++]});
        } else {
            diff.push_back({Side::after, after[a++]});
        }
    }
}

std::vector<DiffLine> diff_of(Lines before, Lines after) {
    const auto [b, a] = std::ranges::mismatch(before, after);
    const auto head = static_cast<std::size_t>(b - before.begin());
    std::size_t tail = 0;
    while (tail < std::min(before.size(), after.size()) - head &&
           before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    std::vector<DiffLine> diff;
    diff.reserve(before.size() + after.size());
    for (std::size_t i = 0; i < head; ++i) diff.push_back({Side::both, before[i]});
    const auto middle = [&](const Lines& lines) {
        return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                     lines.end() - static_cast<std::ptrdiff_t>(tail));
    };
    match(diff, middle(before), middle(after));
    for (std::size_t i = before.size() - tail; i < before.size(); ++i) diff.push_back({Side::both, before[i]});
    return diff;
}

/// A hunk's range on one side: `12,4`, `12` for one line; an empty one names the line before it (POSIX diff -u).
std::string range(std::size_t lines_before, std::size_t count) {
    const std::size_t start = count == 0 ? lines_before : lines_before + 1;
    return std::to_string(start) + (count == 1 ? "" : "," + std::to_string(count));
}

void append_line(std::string& out, const DiffLine& line) {
    out += line.side == Side::both ? ' ' : line.side == Side::before ? '-' : '+';
    out += line.text;
    if (!line.text.ends_with('\n')) {
        out += "\n\\ No newline at end of file\n";
    }
}

/// Where the hunk that begins at the change `first` ends: behind the context of its last change.
std::size_t end_of_hunk(const std::vector<DiffLine>& diff, std::size_t first) {
    std::size_t last = first;
    for (std::size_t i = first; i < diff.size() && i <= last + (2 * context) + 1; ++i) {
        if (diff[i].side != Side::both) last = i;
    }
    return std::min(diff.size(), last + context + 1);
}

void append_hunk(std::string& out, const std::vector<DiffLine>& diff, std::size_t begin, std::size_t end) {
    std::size_t before_start = 0;
    std::size_t after_start = 0;
    for (std::size_t i = 0; i < begin; ++i) {
        before_start += diff[i].side != Side::after ? 1U : 0U;
        after_start += diff[i].side != Side::before ? 1U : 0U;
    }
    const auto count = [&](Side other) {
        std::size_t lines = 0;
        for (std::size_t i = begin; i < end; ++i) lines += diff[i].side != other ? 1U : 0U;
        return lines;
    };
    out += "@@ -" + range(before_start, count(Side::after)) + " +" + range(after_start, count(Side::before)) + " @@\n";
    for (std::size_t i = begin; i < end; ++i) append_line(out, diff[i]);
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name) {
    if (before == after) {
        return "";
    }
    const auto diff = diff_of(lines_of(before), lines_of(after));
    std::string out = "--- " + std::string(before_name) + "\n+++ " + std::string(after_name) + "\n";
    std::size_t done = 0;
    for (std::size_t i = 0; i < diff.size(); ++i) {
        if (i < done || diff[i].side == Side::both) continue;
        const std::size_t begin = std::max(done, i - std::min(i, context));
        done = end_of_hunk(diff, i);
        append_hunk(out, diff, begin, done);
    }
    return out;
}

}  // namespace core::text

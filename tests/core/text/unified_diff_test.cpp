#include "core/text/unified_diff.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

using core::text::unified_diff;

std::string diff(const std::string& before, const std::string& after) { return unified_diff(before, after, "a", "b"); }

TEST(UnifiedDiff, says_nothing_of_equal_texts) {
    EXPECT_EQ(diff("", ""), "");
    EXPECT_EQ(diff("x\ny\n", "x\ny\n"), "");
}

TEST(UnifiedDiff, shows_three_lines_round_a_change) {
    EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
              "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, writes_ranges_as_posix_has_them) {
    EXPECT_EQ(diff("", "x\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
    EXPECT_EQ(diff("x\ny\n", ""), "--- a\n+++ b\n@@ -1,2 +0,0 @@\n-x\n-y\n");
}

TEST(UnifiedDiff, joins_changes_that_share_context_and_parts_others) {
    const auto near = diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n");
    EXPECT_EQ(near.find("@@", near.find("@@ ") + 3), near.find(" @@\n") + 1) << near;
    const auto far = diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n");
    EXPECT_NE(far.find("@@ -6,4 +6,4 @@"), std::string::npos) << far;
}

TEST(UnifiedDiff, tells_a_missing_newline_and_a_carriage_return) {
    EXPECT_EQ(diff("x\n", "x"), "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+x\n\\ No newline at end of file\n");
    EXPECT_EQ(diff("x\r\n", "x\n"), "--- a\n+++ b\n@@ -1 +1 @@\n-x\r\n+x\n");
}

/// What `patch` makes of the text and the diff, for texts whose lines all end.
std::string patched(const std::string& before, const std::string& difference) {
    std::vector<std::string> lines;
    std::istringstream text(before);
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    std::string out;
    std::size_t at = 0;
    std::istringstream hunks(difference);
    std::string line;
    std::getline(hunks, line);
    std::getline(hunks, line);
    while (std::getline(hunks, line)) {
        if (line.starts_with("@@")) {
            const auto start = std::stoul(line.substr(line.find('-') + 1));
            const bool is_empty = line.find(",0 +") != std::string::npos;
            while (at < (is_empty ? start : start - 1)) out += lines.at(at++) + "\n";
        } else if (line.front() == '+') {
            out += line.substr(1) + "\n";
        } else {
            EXPECT_EQ(lines.at(at), line.substr(1));
            out += line.front() == ' ' ? lines.at(at) + "\n" : "";
            ++at;
        }
    }
    while (at < lines.size()) out += lines[at++] + "\n";
    return out;
}

TEST(UnifiedDiff, patches_the_first_text_into_the_second) {
    std::mt19937 random(7);
    for (int round = 0; round < 3'000; ++round) {
        const auto make = [&] {
            std::string text;
            for (auto lines = random() % 30; lines > 0; --lines) text += std::to_string(random() % 6) + "\n";
            return text;
        };
        const auto before = make();
        const auto after = make();
        ASSERT_EQ(before == after ? after : patched(before, diff(before, after)), after) << before << "---\n" << after;
    }
}

}  // namespace

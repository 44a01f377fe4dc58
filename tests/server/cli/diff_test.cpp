#include "server/cli/diff.hpp"

#include "server/cli/diff_lines.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace server::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Tree tree(std::string_view json) { return decode_tree(json).value(); }

std::string diff(std::string_view before, std::string_view after) {
    return render_diff(tree(before), tree(after), Paint{});
}

constexpr std::string_view pod = R"({"kind":"Pod","spec":{"containers":[{"name":"main","env":[{"name":"A","value":"1"}],
    "image":"i","ports":[1,2,3,4,5,6,7]}],"volumes":[{"name":"v"}]}})";

TEST(RenderDiff, nothing_differs_nothing_is_printed) { EXPECT_EQ(diff(pod, pod), ""); }

TEST(RenderDiff, an_added_item_is_shown_in_its_place) {
    EXPECT_EQ(diff(R"({"env":[{"name":"A","value":"1"}],"image":"i"})",
                   R"({"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"i"})"),
              "@@ -1,4 +1,6 @@ env\n env:\n - name: A\n   value: \"1\"\n+- name: B\n+  value: \"2\"\n image: i\n");
}

TEST(RenderDiff, hunks_say_where_they_are_in_words_of_the_object) {
    const std::string text =
        diff(pod, R"({"kind":"Pod","spec":{"containers":[{"name":"main","env":[{"name":"A","value":"2"}],
        "image":"i","ports":[1,2,3,4,5,6,7]}],"volumes":[{"name":"v"},{"name":"w"}]}})");
    EXPECT_THAT(text, HasSubstr("@@ -4,7 +4,7 @@ spec.containers[main].env[A].value\n"));
    EXPECT_THAT(text, HasSubstr("@@ -16,3 +16,4 @@ spec.volumes\n"));
    EXPECT_THAT(text, HasSubstr("-      value: \"1\"\n+      value: \"2\"\n"));
}

TEST(RenderDiff, a_new_member_names_itself) {
    EXPECT_THAT(
        diff(R"({"metadata":{"annotations":{"a/b":"1"}}})", R"({"metadata":{"annotations":{"a/b":"1","c/d":"2"}}})"),
        HasSubstr("@@ metadata.annotations[c/d]\n"));
    EXPECT_THAT(diff(R"({"spec":{}})", R"({"spec":{"volumes":[{"name":"v"}]}})"),
                HasSubstr("@@ spec, spec.volumes\n-spec: {}\n+spec:\n+  volumes:\n+  - name: v\n"));
}

TEST(RenderDiff, near_changes_share_a_hunk) {
    EXPECT_THAT(diff(R"({"a":1,"b":2,"c":3,"d":4})", R"({"a":9,"b":2,"c":3,"d":8})"),
                HasSubstr("@@ -1,4 +1,4 @@ a, d\n"));
}

TEST(RenderDiff, paints_when_asked_to) {
    const std::string text = render_diff(tree(R"({"a":1})"), tree(R"({"a":2})"), Paint{true});
    EXPECT_THAT(text, HasSubstr("\x1b[31m-a: 1\x1b[0m\n\x1b[32m+a: 2\x1b[0m\n"));
    EXPECT_THAT(diff(R"({"a":1})", R"({"a":2})"), Not(HasSubstr("\x1b")));
}

TEST(RenderDiff, never_sends_escapes_of_the_object_to_the_terminal) {
    EXPECT_THAT(diff(R"({"a":[{"name":"x\u001b[2J"}]})", R"({"a":[{"name":"x\u001b[2J","v\u001b":"\u001b"}]})"),
                Not(HasSubstr("\x1b")));
}

std::vector<YamlLine> side(const std::vector<DiffLine>& lines, Change not_this) {
    std::vector<YamlLine> found;
    for (const DiffLine& line : lines) {
        if (line.change != not_this) {
            found.push_back(line.line);
        }
    }
    return found;
}

TEST(DiffLines, both_sides_can_be_read_off) {
    const std::vector<std::string_view> objects = {"{}",
                                                   "[]",
                                                   "1",
                                                   R"({"a":1})",
                                                   R"({"b":1,"a":1})",
                                                   R"(["a","b"])",
                                                   R"(["b","a","b"])",
                                                   R"({"a":[],"b":{"c":"x\ny\n"}})",
                                                   R"({"a":[{"name":"n"}],"b":{"c":"x\nz\n"}})",
                                                   pod};
    for (const std::string_view before : objects) {
        for (const std::string_view after : objects) {
            const auto lines = diff_lines(yaml_lines(tree(before)), yaml_lines(tree(after)));
            EXPECT_EQ(side(lines, Change::added), yaml_lines(tree(before)));
            EXPECT_EQ(side(lines, Change::removed), yaml_lines(tree(after)));
        }
    }
}

TEST(DiffLines, order_of_lines_may_differ) {
    const std::vector<YamlLine> before = {{"/a", 0, "a"}, {"/b", 0, "b"}, {"/c", 0, "c"}};
    const std::vector<YamlLine> after = {{"/c", 0, "c"}, {"/a", 0, "a"}, {"/b", 0, "x"}};
    const auto lines = diff_lines(before, after);
    EXPECT_EQ(side(lines, Change::added), before);
    EXPECT_EQ(side(lines, Change::removed), after);
}

TEST(PaintFor, always_and_never_do_not_ask) {
    EXPECT_TRUE(paint_for("always").on);
    EXPECT_FALSE(paint_for("never").on);
}

}  // namespace
}  // namespace server::cli

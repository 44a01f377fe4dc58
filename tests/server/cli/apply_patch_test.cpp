#include "server/cli/apply_patch.hpp"

#include <gmock/gmock.h>

namespace server::cli {
namespace {

using ::testing::HasSubstr;

Tree tree(std::string_view json) { return decode_tree(json).value(); }

/// The document after the patch, or `error: ...`.
std::string patched(std::string_view document, std::string_view patch) {
    Tree target = tree(document);
    const auto operations = decode_patch(patch);
    if (!operations) {
        return "error: " + operations.error().detail;
    }
    const auto done = apply_patch(target, *operations);
    return done ? encode_tree(target) : "error: " + done.error().detail;
}

TEST(ApplyPatch, add_sets_a_member) {
    EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"add","path":"/b","value":[]}])"), R"({"a":1,"b":[]})");
    EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"add","path":"/a","value":2}])"), R"({"a":2})");
}

TEST(ApplyPatch, add_keeps_sorted_members_sorted) {
    EXPECT_EQ(patched(R"({"a":1,"c":3})", R"([{"op":"add","path":"/b","value":2}])"), R"({"a":1,"b":2,"c":3})");
}

TEST(ApplyPatch, add_inserts_into_an_array) {
    EXPECT_EQ(patched("[1,2]", R"([{"op":"add","path":"/-","value":3}])"), "[1,2,3]");
    EXPECT_EQ(patched("[1,2]", R"([{"op":"add","path":"/0","value":3}])"), "[3,1,2]");
    EXPECT_EQ(patched("[1,2]", R"([{"op":"add","path":"/2","value":3}])"), "[1,2,3]");
}

TEST(ApplyPatch, replace_needs_its_target) {
    EXPECT_EQ(patched(R"([{"a":1}])", R"([{"op":"replace","path":"/0/a","value":2}])"), R"([{"a":2}])");
    EXPECT_EQ(patched("[1]", R"([{"op":"replace","path":"/0","value":2}])"), "[2]");
    EXPECT_THAT(patched("{}", R"([{"op":"replace","path":"/a","value":2}])"), HasSubstr("nothing to replace"));
    EXPECT_THAT(patched("[1]", R"([{"op":"replace","path":"/1","value":2}])"), HasSubstr("no such place"));
    EXPECT_THAT(patched("[1]", R"([{"op":"replace","path":"/-","value":2}])"), HasSubstr("no such place"));
}

TEST(ApplyPatch, pointers_are_unescaped) {
    EXPECT_EQ(patched(R"({"a/b":{"~1":1}})", R"([{"op":"replace","path":"/a~1b/~01","value":2}])"),
              R"({"a/b":{"~1":2}})");
    EXPECT_EQ(patched(R"({"":{}})", R"([{"op":"add","path":"//","value":2}])"), R"({"":{"":2}})");
}

TEST(ApplyPatch, the_whole_document_may_be_replaced) {
    EXPECT_EQ(patched("1", R"([{"op":"replace","path":"","value":2}])"), "2");
}

TEST(ApplyPatch, what_does_not_apply_is_an_error_that_names_the_operation) {
    const std::string error =
        patched(R"({"a":{}})", R"([{"op":"add","path":"/a/b","value":1},{"op":"add","path":"/x/y","value":1}])");
    EXPECT_EQ(error, "error: operation 1 (add /x/y): the parent is missing");
    EXPECT_THAT(patched("[]", R"([{"op":"add","path":"/1","value":1}])"), HasSubstr("no such place in an array of 0"));
    EXPECT_THAT(patched("[0,1]", R"([{"op":"add","path":"/01","value":1}])"), HasSubstr("no such place"));
    EXPECT_THAT(patched("[0,1]", R"([{"op":"add","path":"/+1","value":1}])"), HasSubstr("no such place"));
    EXPECT_THAT(patched("[0,1]", R"([{"op":"add","path":"/99999999999999999999","value":1}])"),
                HasSubstr("no such place"));
    EXPECT_THAT(patched(R"("text")", R"([{"op":"add","path":"/a","value":1}])"),
                HasSubstr("neither an object nor an array"));
    EXPECT_THAT(patched("{}", R"([{"op":"add","path":"a","value":1}])"), HasSubstr("must start with /"));
    EXPECT_THAT(patched("{}", R"([{"op":"add","path":"/~2","value":1}])"), HasSubstr("~0 or ~1"));
}

TEST(ApplyPatch, other_operations_are_refused) {
    EXPECT_THAT(patched("{}", R"([{"op":"remove","path":"/a"}])"), HasSubstr("op must be add or replace"));
    EXPECT_THAT(patched("{}", R"([{"op":"add","path":"/a"}])"), HasSubstr("path and value"));
    EXPECT_THAT(patched("{}", R"({"op":"add"})"), HasSubstr("must be an array"));
}

TEST(ApplyPatch, an_operation_that_fails_changes_nothing) {
    Tree target = tree(R"({"a":[1]})");
    EXPECT_FALSE(apply_patch(target, PatchOperation{PatchOperation::Kind::replace, "/a/1", Tree{}}));
    EXPECT_EQ(target, tree(R"({"a":[1]})"));
}

TEST(ApplyPatch, numbers_keep_their_spelling) {
    const std::string_view odd = R"({"a":1.0,"b":1e3,"c":123456789012345678901234567890,"d":-0,"e":1E-2147483648})";
    Tree target = tree(odd);
    EXPECT_EQ(encode_tree(target), odd);
    EXPECT_EQ(patched("{}", R"([{"op":"add","path":"/n","value":1.50}])"), R"({"n":1.50})");
}

TEST(EncodePatch, one_operation_a_line) {
    const std::string_view json =
        R"([{"op":"add","path":"/a","value":{"b":1.0}},{"op":"replace","path":"/c","value":"x"}])";
    EXPECT_EQ(encode_patch(decode_patch(json).value()),
              "[\n  {\"op\":\"add\",\"path\":\"/a\",\"value\":{\"b\":1.0}},\n"
              "  {\"op\":\"replace\",\"path\":\"/c\",\"value\":\"x\"}\n]");
    EXPECT_EQ(encode_patch({}), "[]");
}

TEST(DecodeTree, refuses_what_is_not_json) {
    EXPECT_FALSE(decode_tree("{\"a\":}"));
    EXPECT_FALSE(decode_tree("1 2"));
    EXPECT_FALSE(decode_tree(std::string(200'000, '[')));
}

TEST(DecodeTree, of_a_repeated_key_the_last_counts_whole) {
    EXPECT_EQ(tree(R"({"a":{"x":1},"b":2,"a":{"y":1}})"), tree(R"({"a":{"y":1},"b":2})"));
}

TEST(DecodeTree, strings_come_back) {
    EXPECT_EQ(encode_tree(tree(R"({"k\u00e9\n":"\ud83d\ude00\"\\\u0000"})")),
              "{\"k\u00e9\\n\":\"\U0001F600\\\"\\\\\\u0000\"}");
}

TEST(Tree, comparison_sees_everything_but_the_order_of_members) {
    EXPECT_EQ(tree(R"({"a":1,"b":[2]})"), tree(R"({"b":[2],"a":1})"));
    for (const char* other :
         {R"({"a":1})", R"({"a":1,"b":[3]})", R"({"a":"1","b":[2]})", R"({"a":1,"c":[2]})", R"([1])"}) {
        EXPECT_FALSE(tree(R"({"a":1,"b":[2]})") == tree(other)) << other;
    }
}

}  // namespace
}  // namespace server::cli

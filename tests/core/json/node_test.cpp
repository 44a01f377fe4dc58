#include "core/json/node.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace {

using core::json::decode_node;
using core::json::decode_node_forgiving;
using core::json::Kind;
using core::json::Node;

std::string slice(const std::string& text, std::size_t begin, std::size_t end) {
    return text.substr(begin, end - begin);
}

TEST(JsonNode, StandsOnTheBytesOfItsValue) {
    const std::string text = " { \"a\\n\" :\t[1, -2.5e3,true ,null],\r\n \"ä\":\"x\\\"y\" } ";
    const auto root = decode_node(text);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->kind, Kind::object);
    EXPECT_EQ(slice(text, root->begin, root->end), text.substr(1, text.size() - 2));
    ASSERT_EQ(root->members.size(), 2U);
    const auto& first = root->members[0];
    EXPECT_EQ(first.key, "a\n");
    EXPECT_EQ(slice(text, first.key_begin, first.key_end), R"("a\n")");
    EXPECT_EQ(slice(text, first.value.begin, first.value.end), "[1, -2.5e3,true ,null]");
    std::vector<std::string> words;
    for (const Node& element : first.value.elements) {
        words.push_back(element.text);
        EXPECT_EQ(slice(text, element.begin, element.end), element.text);
    }
    EXPECT_EQ(words, (std::vector<std::string>{"1", "-2.5e3", "true", "null"}));
    const auto& second = root->members[1];
    EXPECT_EQ(second.key, "ä");
    EXPECT_EQ(slice(text, second.key_begin, second.key_end), "\"ä\"");
    EXPECT_EQ(second.value.text, "x\"y");
    EXPECT_EQ(slice(text, second.value.begin, second.value.end), R"("x\"y")");
}

TEST(JsonNode, KeepsRepeatedKeysAndFindsTheFirst) {
    const auto root = decode_node(R"({"a":1,"b":2,"a":3})");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->members.size(), 3U);
    EXPECT_EQ(root->find("a"), root->members.data());
    EXPECT_EQ(root->find("c"), nullptr);
    EXPECT_EQ(decode_node("[]")->find("a"), nullptr);
}

TEST(JsonNode, IsAtMost128Deep) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(decode_node(nested(128)));
    const auto refused = decode_node(nested(129));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::ErrorCode::too_deep);
    EXPECT_EQ(refused.error().offset, 128U);
    EXPECT_FALSE(decode_node(std::string(1'000'000, '[')));
}

TEST(JsonNode, FailsWhereTheScannerDoes) {
    for (const auto& [text, offset] : std::vector<std::pair<std::string, std::size_t>>{
             {"", 0}, {"{", 1}, {"{\"a\"}", 4}, {"[1,]", 3}, {"[1 2]", 3}, {"1 2", 2}, {"{} x", 3}, {"nul", 0}}) {
        const auto node = decode_node(text);
        ASSERT_FALSE(node) << text;
        EXPECT_EQ(node.error().offset, offset) << text;
    }
}

TEST(JsonNode, RefusesAByteOrderMarkByName) {
    const auto node = decode_node("\xEF\xBB\xBF{}");
    ASSERT_FALSE(node);
    EXPECT_STREQ(node.error().what, "a byte order mark stands before the JSON");
}

TEST(JsonNode, ForgivesCommasBeforeClosingBrackets) {
    const std::string text = R"({"a": [1, 2 , ], "b": "x,]", "c\"": {"d": 1,
}, })";
    EXPECT_FALSE(decode_node(text));
    std::vector<std::size_t> commas;
    const auto root = decode_node_forgiving(text, commas);
    ASSERT_TRUE(root);
    EXPECT_EQ(commas, (std::vector<std::size_t>{text.find(" , ]") + 1, text.find(",\n"), text.rfind(',')}));
    EXPECT_EQ(root->find("a")->value.elements.size(), 2U);
    EXPECT_EQ(root->find("b")->value.text, "x,]");
    EXPECT_EQ(slice(text, root->find("a")->value.begin, root->find("a")->value.end), "[1, 2 , ]");
}

TEST(JsonNode, ForgivesNothingElse) {
    for (const char* text : {"[1,,]", "[,1]", "[1,", "{\"a\":,}", "\"a,]", "[1,]]"}) {
        std::vector<std::size_t> commas;
        EXPECT_FALSE(decode_node_forgiving(text, commas)) << text;
    }
}

TEST(JsonNode, TellsOnlyOfCommasBeforeTheFailure) {
    std::vector<std::size_t> commas;
    const auto node = decode_node_forgiving("[[1,], x, [2,]]", commas);
    ASSERT_FALSE(node);
    EXPECT_EQ(node.error().offset, 7U);
    EXPECT_EQ(commas, std::vector<std::size_t>{3});
}

TEST(JsonNode, ForgivesAsManyAsThereAre) {
    std::vector<std::size_t> commas{7};
    EXPECT_TRUE(decode_node_forgiving("[1]", commas));
    EXPECT_TRUE(commas.empty());
}

/// Random JSON, with white space everywhere.
class Writer {
public:
    explicit Writer(unsigned seed) : random_(seed) {}

    // NOLINTNEXTLINE(misc-no-recursion)
    std::string value(int depth) {
        switch (random_() % (depth > 0 ? 7 : 5)) {
            case 0: return "null";
            case 1: return "true";
            case 2: return "-12.50e+3";
            case 3: return string();
            case 4: return "false";
            case 5: return "[" + list([&] { return value(depth - 1); }) + "]";
            default: return "{" + list([&] { return string() + space() + ":" + space() + value(depth - 1); }) + "}";
        }
    }

private:
    std::string space() { return std::vector<std::string>{"", " ", "\n\t", "\r\n"}[random_() % 4]; }
    std::string string() {
        return std::vector<std::string>{R"("")", R"("a")", R"("\u00e4,]")", R"("\"}")", "\"ö€𝄞\""}[random_() % 5];
    }
    template <typename Element>
    std::string list(Element element) {
        std::string text = space();
        for (std::size_t i = 0, count = random_() % 4; i < count; ++i) {
            text += (i == 0 ? "" : ",") + space() + element() + space();
        }
        return text;
    }

    std::mt19937 random_;
};

/// Every value is the same when it is read alone.
void expect_same_alone(const std::string& text, const Node& node) {
    const auto alone = decode_node(slice(text, node.begin, node.end));
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->kind, node.kind);
    EXPECT_EQ(alone->text, node.text);
    EXPECT_EQ(alone->end, node.end - node.begin);
    ASSERT_EQ(alone->elements.size(), node.elements.size());
    ASSERT_EQ(alone->members.size(), node.members.size());
    for (const Node& element : node.elements) {
        expect_same_alone(text, element);
    }
    for (const auto& member : node.members) {
        EXPECT_EQ(decode_node(slice(text, member.key_begin, member.key_end))->text, member.key);
        EXPECT_LT(member.key_end, member.value.begin);
        expect_same_alone(text, member.value);
    }
}

TEST(JsonNode, HoldsOnRandomTexts) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const std::string text = Writer(seed).value(4);
        const auto root = decode_node(text);
        ASSERT_TRUE(root) << text;
        expect_same_alone(text, *root);
        std::vector<std::size_t> commas;
        ASSERT_TRUE(decode_node_forgiving(text, commas));
        EXPECT_TRUE(commas.empty()) << text;
    }
}

}  // namespace

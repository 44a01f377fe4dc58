#include "server/files/documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using core::ErrorCode;
using server::files::Document;
using server::files::Position;
using server::files::read_documents;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> read(std::string_view name, std::string_view text) {
    const auto documents = read_documents(name, text);
    if (!documents) {
        return {documents.error().detail};
    }
    std::vector<std::string> json;
    for (const Document& document : *documents) {
        json.push_back(document.json());
    }
    return json;
}

std::string error_of(std::string_view name, std::string_view text) {
    const auto documents = read_documents(name, text);
    return documents ? "read" : documents.error().detail;
}

Document only(std::string_view text) { return read_documents("f.yaml", text)->at(0); }

std::string repeated(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

TEST(Documents, SortKeysInByteOrder) {
    EXPECT_THAT(read("f.yaml", "b: 1\na: 2\nB: 3\n\u00e9: 4\naa: 5"),
                ElementsAre("{\"B\":3,\"a\":2,\"aa\":5,\"b\":1,\"\u00e9\":4}"));
}

TEST(Documents, AreSeveralInOneFileAndEmptyOnesAreLeftOut) {
    EXPECT_THAT(read("f.yaml", "---\na: 1\n---\n# nothing\n---\n---\nnull\n...\n---\nb: 2\n...\n# the end\nc: 3\n"),
                ElementsAre(R"({"a":1})", R"({"b":2})", R"({"c":3})"));
    EXPECT_THAT(read("f.yaml", ""), ElementsAre());
    EXPECT_THAT(read("f.yaml", "# only a comment\n"), ElementsAre());
    EXPECT_THAT(read("f.json", " \n"), ElementsAre());
}

TEST(Documents, TakeAByteOrderMarkAndCarriageReturns) {
    EXPECT_THAT(read("f.yaml",
                     "\xEF\xBB\xBF"
                     "a: 1\r\nb: |\r\n  x\r\n  y\r\n---\r\nc: 'z'\r\n"),
                ElementsAre(R"({"a":1,"b":"x\ny\n"})", R"({"c":"z"})"));
    EXPECT_EQ(error_of("f.yaml",
                       "\xEF\xBB\xBF"
                       "a: 1\r\nb: 2\r\na: 3\r\n"),
              "f.yaml:3:1: the key \"a\" is given twice, first at line 1");
}

TEST(Documents, NameThePlaceOfADuplicateKey) {
    EXPECT_EQ(error_of("dir/f.yaml", "a:\n  b: 1\n  c: 2\n  b: 3\n"),
              "dir/f.yaml:4:3: the key \"b\" is given twice, first at line 2");
    EXPECT_EQ(error_of("f.json", "{\"a\": 1,\n  \"a\": 2}"),
              "f.json:2:3: the key \"a\" is given twice, first at line 1");
    EXPECT_EQ(error_of("f.json", R"({"a": 1, "\u0061": 2})"),
              "f.json:1:10: the key \"a\" is given twice, first at line 1");
    EXPECT_THAT(error_of("f.yaml", "1: a\n'1': b"), HasSubstr("f.yaml:2:1: the key \"1\" is given twice"));
    EXPECT_THAT(read("f.yaml", "a: {b: 1}\nc: {b: 1}\nA: 1"), ElementsAre(R"({"A":1,"a":{"b":1},"c":{"b":1}})"));
}

TEST(Documents, NameThePlaceOfBrokenSyntax) {
    EXPECT_THAT(error_of("f.yaml", "a: 1\nb: [1, 2\nc: 3\n"), HasSubstr("f.yaml:3:2: not YAML"));
    EXPECT_THAT(error_of("f.yaml", "a: 1\nb\n"), HasSubstr("f.yaml:2:1: not YAML: a colon is missing"));
    EXPECT_THAT(error_of("f.yaml", "a: 1\nb:\n- c: d\n  e"), HasSubstr("f.yaml:4:3: not YAML: a colon is missing"));
    EXPECT_THAT(read("f.yaml", "a:\nb: {c, d: }\n? e\n"),
                ElementsAre(R"({"a":null,"b":{"c":null,"d":null},"e":null})"));
    EXPECT_THAT(error_of("f.yaml", "a: 1\n\tb: 2\n"), HasSubstr("f.yaml:2:"));
    EXPECT_THAT(error_of("f.json", "{\"a\": 1,\n \"b\": }"), HasSubstr("f.json:2:7: not JSON"));
    EXPECT_THAT(error_of("f.json", "{\"a\": 1} x"), HasSubstr("f.json:1:10: not JSON"));
    EXPECT_THAT(error_of("f.json", "a: 1"), HasSubstr("f.json:1:1: not JSON"));
    EXPECT_THAT(error_of("f.json", "{'a': 1}"), HasSubstr("f.json:1:2: not JSON"));
}

TEST(Documents, RefuseAQuoteOrABracketThatIsNotClosed) {
    const std::string what = "a quoted string or a bracket that opens here or further on is not closed";
    EXPECT_EQ(error_of("f.yaml", "a: 1\nb: 'open\nc: d\n"), "f.yaml:2:1: not YAML: " + what);
    EXPECT_EQ(error_of("f.yaml", "a: \"open\n\n  "), "f.yaml:1:1: not YAML: " + what);
    EXPECT_EQ(error_of("f.yaml", "a: [1,\n"), "f.yaml:1:5: not YAML: " + what);
    EXPECT_THAT(error_of("f.yaml", "a: 'open"), HasSubstr("f.yaml:1:"));
    EXPECT_THAT(read("f.yaml", "a: |\n  x"), ElementsAre(R"({"a":"x"})"));
    EXPECT_THAT(read("f.yaml", "a: |+\n  x\n\n"), ElementsAre(R"({"a":"x\n\n"})"));
}

TEST(Documents, RefuseTextBehindTheEndOfADocument) {
    EXPECT_THAT(error_of("f.yaml", "  a: 1\nb: 2\n"), HasSubstr("f.yaml:2:1: not YAML: unexpected text"));
    EXPECT_THAT(error_of("f.yaml", "  ,  name: x\n"),
                HasSubstr("f.yaml:1:3: not YAML: unexpected text"));  // yaml-cpp would not end
    EXPECT_THAT(error_of("f.yaml", "a: 1\n...\n, b\n"), HasSubstr("f.yaml:3:1: not YAML"));
    EXPECT_THAT(error_of("f.yaml", "[a] [b]\n"), HasSubstr("f.yaml:1:5: "));
}

TEST(Documents, ReadFlowYamlThatStartsLikeJson) {
    EXPECT_THAT(read("f.yaml", "{a: yes, b: [010]}"), ElementsAre(R"({"a":true,"b":[8]})"));
    EXPECT_THAT(read("f.yaml", "{\"a\": 010}"), ElementsAre(R"({"a":8})"));
    EXPECT_THAT(read("f.yaml", "{\"a\": 1}\n---\nb: 2\n"), ElementsAre(R"({"a":1})", R"({"b":2})"));
    EXPECT_EQ(error_of("f.yaml", "{a: 1,\n a: 2}"), "f.yaml:2:2: the key \"a\" is given twice, first at line 1");
}

TEST(Documents, ReadJsonStrictly) {
    EXPECT_THAT(read("f.json", "{\"b\":[1.50,-0,1e300,\"\\ud83d\\ude00\\/\\n\"],\"a\":null}\n{\"c\":true}[]"),
                ElementsAre("{\"a\":null,\"b\":[1.50,-0,1e300,\"\U0001F600/\\n\"]}", R"({"c":true})", "[]"));
    EXPECT_THAT(read("f", " [12345678901234567890123]"), ElementsAre("[12345678901234567890123]"));
    for (const char* broken :
         {"[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[NaN]", "[yes]", "[1,]", "{\"a\":1,}", "[\"\\x\"]", "[\"\\ud83d\"]",
          "[\"a\nb\"]", "[1e400]", "[/**/]", "[", "{\"a\"", "\"a", "{1:2}"}) {
        EXPECT_THAT(error_of("f.json", broken), HasSubstr("f.json:")) << broken;
    }
}

TEST(Documents, RefuseBytesThatAreNoText) {
    EXPECT_EQ(error_of("f.yaml", std::string_view("a: 1\nb: \0", 9)), "f.yaml:2:4: a NUL byte");
    EXPECT_EQ(error_of("f.json", std::string_view("[1]\0", 4)), "f.json:1:4: a NUL byte");
    EXPECT_EQ(error_of("f.yaml", "a: \xC3("), "f.yaml:1:4: invalid UTF-8");
    EXPECT_EQ(error_of("f.json", "[\"\xED\xA0\x80\"]"), "f.json:1:3: invalid UTF-8");
    EXPECT_EQ(error_of("f.yaml", "a: \xFF\xFE"), "f.yaml:1:4: invalid UTF-8");
    EXPECT_THAT(error_of("f.yaml", "a: \"\x01\""), HasSubstr("f.yaml:1:5: a control character"));
    EXPECT_THAT(error_of("f.yaml", "a: \xC2\x80"), HasSubstr("control character"));
    EXPECT_THAT(error_of("f.yaml",
                         "a: 1\n\xEF\xBB\xBF"
                         "b: 2"),
                HasSubstr("f.yaml:2:1: a control character"));
    EXPECT_THAT(read("f.yaml",
                     "a: \xC2\x85"
                     "b\xC2\xA0"),
                testing::SizeIs(1));
}

TEST(Documents, BoundTheirDepth) {
    for (const char* name : {"f.json", "f.yaml"}) {
        EXPECT_THAT(read(name, repeated("[", 128) + repeated("]", 128)),
                    ElementsAre(repeated("[", 128) + repeated("]", 128)));
        const auto deeper = read_documents(name, repeated("[", 129) + repeated("]", 129));
        ASSERT_FALSE(deeper);
        EXPECT_EQ(deeper.error(), (core::Error{ErrorCode::too_deep,
                                               std::string(name) + ":1:129: more than 128 nested arrays and objects"}));
        EXPECT_EQ(read_documents(name, repeated("[", 200'000)).error().code, ErrorCode::too_deep);
    }
    EXPECT_EQ(read_documents("f.yaml", repeated("- ", 5'000) + "a").error().code, ErrorCode::too_deep);
    const std::string half = repeated("[", 65) + repeated("]", 65);
    EXPECT_EQ(
        read_documents("f.yaml", "a: &a " + half + "\nb: " + repeated("[", 63) + "*a" + repeated("]", 63)).error().code,
        ErrorCode::too_deep);
    EXPECT_TRUE(read_documents("f.yaml", "a: &a " + half + "\nb: " + repeated("[", 62) + "*a" + repeated("]", 62)));
}

TEST(Documents, BoundWhatAliasesExpandTo) {
    std::string laughs = "a0: &a0 ha\n";
    for (int level = 1; level < 12; ++level) {
        const std::string below = "*a" + std::to_string(level - 1);
        const std::string name = "a" + std::to_string(level);
        laughs.append(name)
            .append(": &")
            .append(name)
            .append(" [")
            .append(repeated(below + ", ", 9))
            .append(below)
            .append("]\n");
    }
    const auto documents = read_documents("f.yaml", laughs);
    ASSERT_FALSE(documents);
    EXPECT_EQ(documents.error().code, ErrorCode::wrong_shape);
    EXPECT_THAT(documents.error().detail, HasSubstr("aliases"));
}

TEST(Documents, KnowWhereEveryValueStarts) {
    const Document document = only("apiVersion: v1\nspec:\n  plugins:\n  - kind: X\n    spec: {a: [1, {b/c: 2}]}\n");
    EXPECT_EQ(document.position_of(""), (Position{1, 1}));
    EXPECT_EQ(document.position_of("/spec"), (Position{2, 1}));
    EXPECT_EQ(document.position_of("/spec/plugins"), (Position{3, 3}));
    EXPECT_EQ(document.position_of("/spec/plugins/0"), (Position{4, 5}));
    EXPECT_EQ(document.position_of("/spec/plugins/0/spec/a/1/b~1c"), (Position{5, 20}));
    EXPECT_EQ(document.position_of("/spec/plugins/1/x"), (Position{3, 3}));
    EXPECT_EQ(document.position_of("/spec/owner/name"), (Position{2, 1}));
    EXPECT_EQ(document.place_of("/spec/plugins"), "f.yaml:3:3");
}

TEST(Documents, KnowWhereEveryValueOfJsonStarts) {
    const Document document =
        read_documents("f.json", "{\n  \"a\" : [1, \"x\\n\" ,{ \"b\":[ ] , \"c\" : null}],\n \"d\":{}}")->at(0);
    EXPECT_EQ(document.position_of(""), (Position{1, 1}));
    EXPECT_EQ(document.position_of("/a"), (Position{2, 3}));
    EXPECT_EQ(document.position_of("/a/0"), (Position{2, 10}));
    EXPECT_EQ(document.position_of("/a/1"), (Position{2, 13}));
    EXPECT_EQ(document.position_of("/a/2"), (Position{2, 20}));
    EXPECT_EQ(document.position_of("/a/2/b"), (Position{2, 22}));
    EXPECT_EQ(document.position_of("/a/2/c"), (Position{2, 32}));
    EXPECT_EQ(document.position_of("/d"), (Position{3, 2}));
}

TEST(Documents, PutThePlaceBeforeAnError) {
    const Document document = only("kind: Profile\nspec:\n  plugins: x\n");
    EXPECT_EQ(document.located({ErrorCode::wrong_shape, "/spec/plugins must be an array"}),
              (core::Error{ErrorCode::wrong_shape, "f.yaml:3:3: /spec/plugins must be an array"}));
    EXPECT_EQ(document.located({ErrorCode::wrong_shape, "/metadata/name is missing"}).detail,
              "f.yaml:1:1: /metadata/name is missing");
    EXPECT_EQ(document.located({ErrorCode::broken_json, "odd"}).detail, "f.yaml:1:1: odd");
}

TEST(Documents, GiveTheirParts) {
    const Document document = only("kind: List\nn: 1\na~b: x\nitems:\n- {z: 1, x: 2}\n- 3\n");
    EXPECT_EQ(document.string_at("/kind"), "List");
    EXPECT_EQ(document.string_at("/a~0b"), "x");
    EXPECT_EQ(document.string_at("/n"), std::nullopt);
    EXPECT_EQ(document.string_at("/none"), std::nullopt);
    EXPECT_EQ(document.string_at("kind"), std::nullopt);
    EXPECT_EQ(document.at("/items/0")->json(), R"({"x":2,"z":1})");
    EXPECT_EQ(document.at("/items/0")->place_of("/z"), "f.yaml:5:4");
    EXPECT_FALSE(document.at("/items/2"));
    EXPECT_FALSE(document.at("/items/x"));
    EXPECT_EQ(document.elements_at("/items").size(), 2U);
    EXPECT_EQ(document.elements_at("/items").at(1).json(), "3");
    EXPECT_TRUE(document.elements_at("/kind").empty());
    EXPECT_TRUE(document.is_object());
    EXPECT_FALSE(document.elements_at("/items").at(1).is_object());
}

TEST(Documents, TakeAStringIntoACopy) {
    const Document document = only("b: {c: 1}\nd: null\nl: []\n");
    EXPECT_EQ(document.with_string("/b/a", "x").json(), R"({"b":{"a":"x","c":1},"d":null,"l":[]})");
    EXPECT_EQ(document.with_string("/b/c", "x").json(), R"({"b":{"c":"x"},"d":null,"l":[]})");
    EXPECT_EQ(document.with_string("/a/z", "x").json(), R"({"a":{"z":"x"},"b":{"c":1},"d":null,"l":[]})");
    EXPECT_EQ(document.with_string("/d/z", "x").json(), R"({"b":{"c":1},"d":{"z":"x"},"l":[]})");
    EXPECT_EQ(document.with_string("/l/z", "x").json(), document.json());
    EXPECT_EQ(document.json(), R"({"b":{"c":1},"d":null,"l":[]})");
}

}  // namespace

#include "server/cli/yaml_text.hpp"

#include "server/files/documents.hpp"

#include <gmock/gmock.h>

#include <array>
#include <random>

namespace server::cli {
namespace {

Tree tree(std::string_view json) { return decode_tree(json).value(); }

/// The JSON that our own reader, which types scalars as kubectl does, makes of the YAML.
Tree read_again(const std::string& yaml) {
    const auto documents = files::read_documents("printed.yaml", yaml);
    EXPECT_TRUE(documents) << documents.error().detail << "\n" << yaml;
    EXPECT_EQ(documents ? documents->size() : 0, 1U) << yaml;
    return documents && documents->size() == 1 ? tree((*documents)[0].json()) : Tree{};
}

TEST(EncodeYaml, looks_as_kubectl_prints_it) {
    EXPECT_EQ(encode_yaml(tree(R"({"spec":{"containers":[{"image":"i","name":"main","args":["-c","x: y"],"env":[]}]},
                                   "metadata":{"labels":{},"name":"p"},"kind":"Pod","apiVersion":"v1"})")),
              "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels: {}\nspec:\n  containers:\n  - name: main\n"
              "    image: i\n    args:\n    - -c\n    - \"x: y\"\n    env: []\n");
}

TEST(EncodeYaml, text_of_several_lines_is_a_block) {
    EXPECT_EQ(encode_yaml(tree(R"({"a":"x\n  y\n\nz\n","b":["p\nq"],"c":"x\n\n"})")),
              "a: |\n  x\n    y\n\n  z\nb:\n- |-\n  p\n  q\nc: |+\n  x\n\n");
}

TEST(EncodeYaml, lists_in_lists) { EXPECT_EQ(encode_yaml(tree("[[1,[2]],[],{}]")), "- - 1\n  - - 2\n- []\n- {}\n"); }

TEST(EncodeYaml, numbers_keep_their_spelling) {
    EXPECT_EQ(encode_yaml(tree("[1.0,123456789012345678901234567890,null,true]")),
              "- 1.0\n- 123456789012345678901234567890\n- null\n- true\n");
}

TEST(YamlScalar, quotes_what_could_be_taken_for_something_else) {
    for (const char* text : {"",
                             "yes",
                             "No",
                             "on",
                             "OFF",
                             "y",
                             "true",
                             "null",
                             "~",
                             "1",
                             "-1",
                             "0x1f",
                             "0o7",
                             "010",
                             "1_000",
                             "1e3",
                             "+.5",
                             ".inf",
                             "-.INF",
                             ".NaN",
                             "12:30:45",
                             "2026-01-02",
                             "2026-01-02T03:04:05Z",
                             "1.2",
                             "- a",
                             "-",
                             "---",
                             "...",
                             "a: b",
                             "a #b",
                             "a:",
                             " a",
                             "a ",
                             "#a",
                             "&a",
                             "*a",
                             "!a",
                             "|",
                             ">",
                             "%a",
                             "@a",
                             "`a",
                             "\"a",
                             "'a",
                             "[a",
                             "{a",
                             "?",
                             "<<",
                             "=",
                             "a\tb",
                             "a\x7f",
                             "\xC2\x85",
                             "\xE2\x80\xA8",
                             "\xEF\xBB\xBF"}) {
        EXPECT_TRUE(yaml_scalar(text).starts_with('"')) << text;
    }
}

TEST(YamlScalar, leaves_plain_words_bare) {
    for (const char* text :
         {"main", "arn:aws:iam::111122223333:role/team-a", "/var/run/secrets", "sts.amazonaws.com", "500m", "1Gi",
          "--port=80", "python:3.12", "a b", "x#y", "$(HOME)", "it's", "Gr\u00fc\u00dfe", "-c", "v1"}) {
        EXPECT_EQ(yaml_scalar(text), text);
    }
}

TEST(EncodeYaml, read_again_it_is_the_same_json) {
    for (
        const char* json :
        {R"({"a":"yes","b":"1","c":1.5,"d":[null,true,false,""],"yes":"no","1":"x","":0,"a: b":"\u0000\u001b\u007f\u0085\u2028\ufeff"})",
         R"(["x\ny","x\ny\n","x\ny\n\n\n","\nx","\n"," x\ny","x\n y","x\n\n y\n","x \ny","\tx\ny","x\ty\nz","# x\ny","- x\ny","x\r\ny","\"\n'"])",
         R"({"a":{"b":[[["x"],[]],{"c":{}}]},"k\nl":{"m":"a\nb\n"}})",
         R"({"\ud83d\ude00":"\ud83d\ude00\nb\n","z":"caf\u00e9: #","n":1234567890123456789})",
         R"(["%x","@x","`x`","?x","? x",":x",": x","x:","x: ","!x","&x","*x","|x",">x","-x","- x","--- x","... x","<<","=","0","-0","1e3","0b11","1__0",".5",".","..","-.","+1","0x","1:2"])"}) {
        EXPECT_EQ(encode_tree(read_again(encode_yaml(tree(json)))), encode_tree(read_again(json)))
            << encode_yaml(tree(json));
    }
}

/// Words made of what YAML gives a meaning to.
std::string odd_word(std::mt19937& random) {
    constexpr std::array<std::string_view, 38> pieces = {
        " ", "\n", "\t", ":", "#", "-", "?", "'", "\"", "\\", "|", ">", "%", "@",  "`", "&", "*", "!",  "{",
        "}", "[",  "]",  ",", ".", "+", "0", "1", "9",  "x",  "e", "E", "_", "no", "Y", "~", "=", "<<", "\xC3\xA9"};
    std::string word;
    for (auto left = random() % 7; left > 0; --left) {
        word += pieces[random() % pieces.size()];
    }
    return word;
}

TEST(EncodeYaml, any_string_comes_back_as_key_value_and_item) {
    std::mt19937 random(20'260'102);
    for (int i = 0; i < 20'000; ++i) {
        Tree list;
        list.kind = Tree::Kind::array;
        list.items = {Tree::string(odd_word(random)), Tree::string(odd_word(random))};
        const Tree object =
            Tree::object({{odd_word(random), Tree::object({{"k", Tree::string(odd_word(random))}, {"l", list}})}});
        ASSERT_EQ(encode_tree(read_again(encode_yaml(object))), encode_tree(object)) << encode_yaml(object);
    }
}

TEST(OneLine, keeps_messages_on_one_line) {
    EXPECT_EQ(one_line("Pod team-a/x"), "Pod team-a/x");
    EXPECT_EQ(one_line("a\nb\x1b"), "\"a\\nb\\u001b\"");
}

}  // namespace
}  // namespace server::cli

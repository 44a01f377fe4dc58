#include "server/files/documents.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <random>
#include <string>

namespace {

using server::files::read_documents;

/// Random JSON, each value in two writings: compact with sorted keys, and with white space, any order and any escapes.
class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    struct Written {
        std::string sorted;
        std::string loose;
    };

    Written value(int depth) {
        switch (below(depth > 0 ? 6 : 4)) {
            case 0: return same(below(2) == 0 ? "true" : "null");
            case 1: return number();
            case 2:
            case 3: return string();
            case 4: return array(depth);
            default: return object(depth);
        }
    }

private:
    static Written same(const std::string& text) { return {text, text}; }
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

    std::string space() {
        std::string text;
        for (std::size_t left = below(3); left > 0; --left) {
            text += " \n\t\r"[below(4)];
        }
        return text;
    }

    Written number() {
        std::string text = below(2) == 0 ? "-" : "";
        text += below(3) == 0 ? "0" : std::to_string(1 + below(1'000'000'000)) + std::to_string(below(1'000'000'000));
        text += below(3) == 0 ? "." + std::to_string(below(1000)) : "";
        text += below(3) == 0 ? "e-" + std::to_string(below(1000)) : "";
        return same(text);
    }

    Written string() {
        static const Written characters[] = {{"a", "a"},
                                             {"B", "\\u0042"},
                                             {"\\\"", "\\\""},
                                             {"\\\\", "\\u005c"},
                                             {"\\n", "\\n"},
                                             {"/", "\\/"},
                                             {"\u00e9", "\u00e9"},
                                             {"\u20ac", "\\u20AC"},
                                             {"\U0001F600", "\\ud83d\\ude00"},
                                             {"\U0001F600", "\U0001F600"},
                                             {" ", " "},
                                             {"{", "{"},
                                             {":", ":"},
                                             {",", ","},
                                             {"#", "#"}};
        Written text{"\"", "\""};
        for (std::size_t left = below(6); left > 0; --left) {
            const Written& next = characters[below(std::size(characters))];
            text.sorted += next.sorted;
            text.loose += next.loose;
        }
        return {text.sorted + "\"", text.loose + "\""};
    }

    Written array(int depth) {
        Written text{"[", "[" + space()};
        for (std::size_t at = 0, count = below(4); at < count; ++at) {
            const Written element = value(depth - 1);
            text.sorted += (at > 0 ? "," : "") + element.sorted;
            text.loose += (at > 0 ? "," + space() : "") + element.loose + space();
        }
        return {text.sorted + "]", text.loose + "]"};
    }

    Written object(int depth) {
        std::map<std::string, std::string> sorted;  // of keys without escapes, so in byte order
        std::string loose = "{" + space();
        for (std::size_t left = below(5); left > 0; --left) {
            std::string key(1 + below(2), 'a');
            key[0] = "azAZ_0~"[below(7)];
            const Written member = value(depth - 1);
            if (sorted.try_emplace(key, member.sorted).second) {
                loose.append(sorted.size() > 1 ? "," : "").append(space()).append("\"").append(key).append("\"");
                loose.append(space()).append(":").append(space()).append(member.loose).append(space());
            }
        }
        std::string compact;
        for (const auto& [key, text] : sorted) {
            compact.append(compact.empty() ? "" : ",").append("\"").append(key).append("\":").append(text);
        }
        return {"{" + compact + "}", loose + "}"};
    }

    std::mt19937 random_;
};

TEST(JsonLaw, WhatIsReadIsWrittenAgainWithSortedKeys) {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        const auto written = Generator(seed).value(5);
        const auto documents = read_documents("f.json", written.loose);
        ASSERT_TRUE(documents) << documents.error().detail << "\n" << written.loose;
        ASSERT_EQ(documents->size(), 1U) << written.loose;
        ASSERT_EQ(documents->at(0).json(), written.sorted) << written.loose;
        const auto again = read_documents("f.json", written.sorted);
        ASSERT_TRUE(again) << written.sorted;
        ASSERT_EQ(again->at(0).json(), written.sorted);
    }
}

TEST(JsonLaw, EveryPrefixGetsAnAnswer) {
    for (unsigned seed = 0; seed < 40; ++seed) {
        const std::string text = Generator(seed).value(4).loose;
        for (std::size_t length = 0; length <= text.size(); ++length) {
            static_cast<void>(read_documents("f.json", text.substr(0, length)));
            static_cast<void>(read_documents("f.yaml", text.substr(0, length)));
        }
    }
}

TEST(JsonLaw, EveryPrefixOfYamlGetsAnAnswer) {
    const std::string text =
        "a: &x\n  b: [1, {c: 'd'}]\n  e: |\n    f\n<<: *x\n? g\n: \"h\\n\"\n---\n- - i\n- !!int 5 # j\n...\n{k: l}\n";
    for (std::size_t from = 0; from < text.size(); ++from) {
        for (std::size_t to = from; to <= text.size(); ++to) {
            static_cast<void>(read_documents("f.yaml", text.substr(from, to - from)));
        }
    }
}

}  // namespace

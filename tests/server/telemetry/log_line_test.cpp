#include "server/telemetry/log_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <limits>

namespace server::telemetry {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

const auto a_moment = std::chrono::system_clock::from_time_t(1'700'000'000) + 7ms;

std::string text_line(std::string_view message, std::initializer_list<LogField> fields = {}) {
    return encode_log_body(LogFormat::text, message, fields);
}

std::string json_line(std::string_view message, std::initializer_list<LogField> fields = {}) {
    return encode_log_head(LogFormat::json, Colour::no, LogLevel::warning, a_moment) +
           encode_log_body(LogFormat::json, message, fields);
}

TEST(LogLine, JsonHasTimeLevelMessageAndTheFieldsWithTheirTypes) {
    EXPECT_EQ(
        json_line("role replaced", {{"namespace", "team-a"}, {"count", std::int64_t{-3}}, {"ms", 0.25}}),
        R"({"time":"2023-11-14T22:13:20.007Z","level":"warning","message":"role replaced","namespace":"team-a","count":-3,"ms":0.25})");
}

TEST(LogLine, TextHasTheValuesBareAndQuotedWhenTheyNeedIt) {
    EXPECT_EQ(
        encode_log_head(LogFormat::text, Colour::no, LogLevel::info, a_moment) +
            text_line("serving",
                      {{"port", std::int64_t{8443}}, {"why", "two words"}, {"none", ""}, {"q", "a\"b"}, {"e", "a=b"}}),
        R"(2023-11-14T22:13:20.007Z info    serving port=8443 why="two words" none="" q="a\"b" e="a=b")");
}

TEST(LogLine, ColourIsRoundTheLevelAlone) {
    EXPECT_EQ(encode_log_head(LogFormat::text, Colour::yes, LogLevel::error, a_moment),
              "2023-11-14T22:13:20.007Z \x1b[31merror  \x1b[0m ");
}

TEST(LogLine, NothingInALineCanEndItOrSteerATerminal) {
    const std::string nasty = "a\nb\r\t\x1b[31m" + std::string(1, '\0') + "\x7f\u009b\u2028\u202e\u2066z";
    const std::string expected = R"(a\nb\r\t\u001b[31m\u0000\u007f\u009b\u2028\u202e\u2066z)";
    EXPECT_EQ(text_line(nasty), expected);
    EXPECT_EQ(text_line("m", {{"v", nasty}}), "m v=\"" + expected + "\"");
    EXPECT_EQ(encode_log_body(LogFormat::json, nasty, {}), "\"message\":\"" + expected + "\"}");
}

TEST(LogLine, InvalidUtf8BecomesTheReplacementCharacterAndValidUtf8Stays) {
    EXPECT_EQ(text_line("a\xff"
                        "b\xed\xa0\x80"
                        "c\xc0\x80 Grüße 🙂"),
              "a\uFFFDb\uFFFD\uFFFD\uFFFDc\uFFFD\uFFFD Grüße 🙂");
    EXPECT_EQ(text_line("cut\xe2\x82"), "cut\uFFFD\uFFFD");
}

TEST(LogLine, NumbersThatJsonDoesNotKnowAreStrings) {
    EXPECT_THAT(json_line("m", {{"a", std::nan("")}, {"b", std::numeric_limits<double>::infinity()}}),
                HasSubstr(R"("a":"nan","b":"inf")"));
}

TEST(LogLine, ALineNeverExceeds4000BytesAndStaysJson) {
    for (const std::size_t length : {3'700U, 3'900U, 3'930U, 3'931U, 3'932U, 3'933U, 3'934U, 4'000U, 100'000U}) {
        for (const char* filler : {"x", "\n", "ü", "🙂", "\"", "\xff"}) {
            std::string value;
            while (value.size() < length) value += filler;
            for (const auto& line :
                 {json_line(value, {{"last", "value"}}), json_line("m", {{"a", value}, {"last", "value"}})}) {
                EXPECT_LT(line.size(), log_line_limit) << "and a newline";
                EXPECT_NO_THROW((void)YAML::Load(line)) << line.substr(line.size() - 40);
            }
            const auto text = encode_log_head(LogFormat::text, Colour::yes, LogLevel::warning, a_moment) +
                              text_line(value, {{"a", value}});
            EXPECT_LT(text.size(), log_line_limit);
        }
    }
}

TEST(LogLine, WhatIsCutSaysSo) {
    const std::string long_value(5'000, 'x');
    EXPECT_THAT(json_line("m", {{"a", long_value}, {"b", "y"}}), EndsWith("x…\"}"));
    EXPECT_THAT(text_line(long_value, {{"b", "y"}}), EndsWith("x…"));
    EXPECT_THAT(json_line("m", {{"a", "short"}}), Not(HasSubstr("…")));
}

}  // namespace
}  // namespace server::telemetry

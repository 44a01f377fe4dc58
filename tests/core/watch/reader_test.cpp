// Bodies may be cut anywhere: the pieces must not change what is read.
#include "core/watch/event.hpp"
#include "core/watch/readers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace watch_tests {
namespace {

using namespace core::watch;
using core::ErrorCode;

const std::string watch_body =
    R"({"type":"ADDED","object":{"kind":"ServiceAccount","metadata":{"name":"default-editor","resourceVersion":"7",)"
    R"("annotations":{"note":"Grüße \"\\\u00e9\ud83d\ude00 😀 {[}]\n","eks.amazonaws.com/role-arn":"a:b"}}}})"
    "\n"
    R"({"type":"MODIFIED","object":{"metadata":{"resourceVersion":"8"}}})"
    "\r\n\n\r\n"
    R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}})"
    "\n";

struct Lines {
    std::vector<std::string> lines;
    std::optional<core::Error> error;
    bool between = false;
};

Lines read_lines(const std::vector<std::string_view>& pieces, std::size_t bound = 1000) {
    LineReader reader(bound);
    Lines result;
    for (const std::string_view piece : pieces) {
        const std::string copy(piece);  // gone after the call, as a socket's buffer
        result.error = reader.feed(copy, [&](std::string_view line) {
            result.lines.emplace_back(line);
            return true;
        });
    }
    result.between = reader.is_between_lines();
    return result;
}

std::vector<std::string_view> in_one(std::string_view text) { return {text}; }

std::vector<std::string_view> bytes_of(std::string_view text) {
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bytes.push_back(text.substr(i, 1));
    }
    return bytes;
}

TEST(LineReader, CutAtEveryByteReadsTheSameLines) {
    const Lines whole = read_lines({watch_body});
    ASSERT_EQ(whole.lines.size(), 3U);
    for (const std::string& line : whole.lines) {
        EXPECT_TRUE(decode_event(line)) << line;
    }
    const std::string_view body = watch_body;
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        const Lines cut_once = read_lines({body.substr(0, cut), body.substr(cut)});
        EXPECT_EQ(cut_once.lines, whole.lines) << cut;
        EXPECT_FALSE(cut_once.error) << cut;
        EXPECT_TRUE(cut_once.between) << cut;
    }
    EXPECT_EQ(read_lines(bytes_of(body)).lines, whole.lines);
}

TEST(LineReader, KnowsWhetherTheBodyEndedBetweenLines) {
    const std::string_view body = watch_body;
    for (std::size_t end = 0; end <= body.size(); ++end) {
        const bool between = end == 0 || body[end - 1] == '\n';
        EXPECT_EQ(read_lines({body.substr(0, end)}).between, between) << end;
    }
}

TEST(LineReader, ReadsEventsOfSeveralMegabytes) {
    const std::string large = R"({"type":"ADDED","object":{"metadata":{"resourceVersion":"7"},"data":")" +
                              std::string(5'000'000, 'x') + "\"}}";
    const std::string body = large + "\n" + large + "\n{}\n";
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < body.size(); at += 16'384) {
        pieces.push_back(std::string_view(body).substr(at, 16'384));
    }
    const Lines read = read_lines(pieces, 8'000'000);
    ASSERT_EQ(read.lines.size(), 3U);
    EXPECT_EQ(read.lines[1], large);
    EXPECT_TRUE(decode_event(read.lines[0]));
}

TEST(LineReader, RefusesALineBeyondTheBoundHoweverItComes) {
    for (const std::string body : {"1234567\n", "12345678\n", "123456789\n", "123456789", "x\n123456789\ny\n"}) {
        const bool too_long = body.contains('9');
        for (std::size_t cut = 0; cut <= body.size(); ++cut) {
            const std::string_view text = body;
            const Lines read = read_lines({text.substr(0, cut), text.substr(cut)}, 8);
            EXPECT_EQ(read.error.has_value(), too_long) << body << cut;
            EXPECT_EQ(read.lines.size(), too_long ? (body[0] == 'x' ? 1U : 0U) : 1U) << body << cut;
        }
        EXPECT_EQ(read_lines(bytes_of(body), 8).error.has_value(), too_long) << body;
    }
}

TEST(LineReader, StopsWhenTheCallerHasEnough) {
    LineReader reader(100);
    int count = 0;
    EXPECT_FALSE(reader.feed("a\nb\nc\n", [&](std::string_view) { return ++count < 2; }));
    EXPECT_EQ(count, 2);
}

struct Items {
    std::vector<std::string> items;
    std::optional<core::Error> error;
    std::string rest;  ///< or the error
};

Items read_items(const std::vector<std::string_view>& pieces, std::size_t bound = 1000) {
    ItemReader reader(bound);
    Items result;
    for (const std::string_view piece : pieces) {
        const std::string copy(piece);
        result.error = reader.feed(copy, [&](std::string_view item) { result.items.emplace_back(item); });
    }
    const auto rest = reader.rest();
    result.rest = rest ? std::string(*rest) : rest.error().detail;
    return result;
}

const std::string list_body =
    R"( {"kind":"ProfileList", "apiVersion":"v1","note":"\"items\":[{\\",)"
    R"("metadata":{"continue":"c","items":[{"not":"one"}],"resourceVersion":"12"} , "items" : [ )"
    R"({"metadata":{"name":"a"},"items":[{"x":"]}"}],"s":"Grüße \"\\"},)"
    "\n"
    R"({"n":[1,2,{"y":null}],"e":"\\"} , {},{"😀":"\ud83d\ude00{["}],"items2":[{}],"end":[[1],[]]} )"
    "\n";
const std::vector<std::string> list_items = {R"({"metadata":{"name":"a"},"items":[{"x":"]}"}],"s":"Grüße \"\\"})",
                                             R"({"n":[1,2,{"y":null}],"e":"\\"})", "{}", R"({"😀":"\ud83d\ude00{["})"};

TEST(ItemReader, CutAtEveryByteReadsTheSameItems) {
    const Items whole = read_items({list_body});
    EXPECT_EQ(whole.items, list_items);
    const auto page = decode_page(whole.rest);
    ASSERT_TRUE(page) << page.error().detail << whole.rest;
    EXPECT_EQ(page->resource_version, "12");
    EXPECT_EQ(page->continue_token, "c");
    const std::string_view body = list_body;
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        const Items read = read_items({body.substr(0, cut), body.substr(cut)});
        EXPECT_EQ(read.items, list_items) << cut;
        EXPECT_EQ(read.rest, whole.rest) << cut;
        EXPECT_FALSE(read.error) << cut;
    }
    EXPECT_EQ(read_items(bytes_of(body)).items, list_items);
    EXPECT_EQ(read_items(bytes_of(body)).rest, whole.rest);
}

TEST(ItemReader, ABodyThatEndsInTheMiddleIsNoList) {
    const std::string_view body = list_body;
    const std::size_t end = body.rfind('}') + 1;
    for (std::size_t cut = 0; cut < end; ++cut) {
        EXPECT_EQ(read_items({body.substr(0, cut)}).rest, "the list was cut off before its end") << cut;
    }
}

TEST(ItemReader, ItemsMayComeFirstLastOrNotAtAll) {
    EXPECT_EQ(read_items({R"({"items":[{"a":1}],"metadata":{}})"}).items.size(), 1U);
    EXPECT_EQ(read_items({R"({"items":[{"a":1}],"metadata":{}})"}).rest, R"({"items":[],"metadata":{}})");
    EXPECT_EQ(read_items({R"({"metadata":{},"items":[{"a":1}]})"}).items.size(), 1U);
    EXPECT_EQ(read_items({R"({"\u0069te\u006ds":[{"a":1}]})"}).items.size(), 1U);
    for (const char* none : {R"({"items":null})", R"({"items":[]})", R"({"items": [] })", R"({})", R"({"Items":[{}]})",
                             R"({"a":"items","b":[{}]})", R"({"\u00":[{}]})", R"({"items\u0000":[{}]})",
                             R"({"a":{"items":[{}]}})", R"({"a":[{"items":[{}]}]})"}) {
        const Items read = read_items({none});
        EXPECT_TRUE(read.items.empty()) << none;
        EXPECT_FALSE(read.error) << none;
        EXPECT_EQ(read.rest, none);
    }
}

TEST(ItemReader, RefusesWhatCannotBeAList) {
    const std::pair<const char*, ErrorCode> bodies[] = {{"[]", ErrorCode::broken_json},
                                                        {"null", ErrorCode::broken_json},
                                                        {R"({]})", ErrorCode::broken_json},
                                                        {R"({"a":[}})", ErrorCode::broken_json},
                                                        {R"({"items":[{]}]})", ErrorCode::broken_json},
                                                        {R"({}x)", ErrorCode::broken_json},
                                                        {R"({"items":{}})", ErrorCode::wrong_shape},
                                                        {R"({"items":"x"})", ErrorCode::wrong_shape},
                                                        {R"({"items":[1]})", ErrorCode::wrong_shape},
                                                        {R"({"items":[[]]})", ErrorCode::wrong_shape},
                                                        {R"({"items":[{},]})", ErrorCode::wrong_shape},
                                                        {R"({"items":[,{}]})", ErrorCode::wrong_shape},
                                                        {R"({"items":[{}{}]})", ErrorCode::wrong_shape},
                                                        {R"({"items":[{}],"items":[{}]})", ErrorCode::wrong_shape},
                                                        {R"({"items":null,"items":[{}]})", ErrorCode::wrong_shape}};
    for (const auto& [body, code] : bodies) {
        const Items read = read_items({body});
        ASSERT_TRUE(read.error) << body;
        EXPECT_EQ(read.error->code, code) << body;
        EXPECT_EQ(read.rest, read.error->detail) << body;
        EXPECT_TRUE(read_items(bytes_of(body)).error) << body;
    }
}

TEST(ItemReader, BoundsItemsRestAndDepthHoweverTheyCome) {
    const auto list_of = [](std::size_t size) {
        return R"({"items":[{"a":")" + std::string(size - 8, 'x') + R"("}]})";
    };
    const auto nested = [](std::size_t depth) {
        return R"({"items":[{"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}]}";
    };
    for (const auto& pieces : {in_one, bytes_of}) {
        EXPECT_FALSE(read_items(pieces(list_of(50)), 50).error);
        EXPECT_TRUE(read_items(pieces(list_of(51)), 50).error);
        EXPECT_TRUE(read_items(pieces(R"({"metadata":{"a":")" + std::string(50, 'x') + "\"}}"), 50).error);
        const std::string deep = nested(128);
        const std::string too_deep = nested(129);
        EXPECT_FALSE(read_items(pieces(deep)).error);
        ASSERT_TRUE(read_items(pieces(too_deep)).error);
        EXPECT_EQ(read_items(pieces(too_deep)).error->code, ErrorCode::too_deep);
    }
}

TEST(ItemReader, AnItemWithinAPieceIsNotCopied) {
    const std::string_view body = R"({"items":[{"a":1},{"b":2}]})";
    ItemReader reader(100);
    EXPECT_FALSE(reader.feed(body, [&](std::string_view item) {
        EXPECT_GE(item.data(), body.data());
        EXPECT_LT(item.data(), body.data() + body.size());
    }));
}

TEST(ItemReader, ReadsAHundredThousandAccounts) {
    std::string body = R"({"kind":"PartialObjectMetadataList","metadata":{"resourceVersion":"5"},"items":[)";
    for (int i = 0; i < 100'000; ++i) {
        body += (i == 0 ? "" : ",") + std::string(R"({"metadata":{"name":"default-editor","namespace":"user-)") +
                std::to_string(i) + R"(","uid":"8a1c7ad8-4f5e-4cb6-9c55-1f7c3d1d3b11","resourceVersion":"4711",)" +
                R"("creationTimestamp":"2024-05-01T10:00:00Z","annotations":{"a":"b"}}})";
    }
    body += "]}";
    ItemReader reader(1'000'000);
    std::size_t count = 0;
    for (std::size_t at = 0; at < body.size(); at += 16'384) {
        EXPECT_FALSE(reader.feed(std::string_view(body).substr(at, 16'384), [&](std::string_view) { ++count; }));
    }
    EXPECT_EQ(count, 100'000U);
    EXPECT_EQ(decode_page(*reader.rest())->resource_version, "5");
}

}  // namespace
}  // namespace watch_tests

#include "server/http/head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace server::http {
namespace {

using State = HeadScanner::State;
using testing::HasSubstr;

const std::string good_request =
    "POST /mutate?timeout=10s HTTP/1.1\r\nHost: webhook.svc\r\nContent-Type: application/json\r\nContent-Length: "
    "42\r\n\r\n";

/// `POST /mutate` with these lines between the request line and the blank line.
std::string with_lines(const std::string& lines) { return "POST /mutate HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n"; }

/// What the scanner says when `bytes` arrive in pieces of these sizes (the last one repeats), and where it stopped.
std::pair<State, std::size_t> scan_in_pieces(std::string_view bytes, std::size_t piece) {
    HeadScanner scanner;
    auto state = State::incomplete;
    for (std::size_t end = 0; state == State::incomplete && end < bytes.size();) {
        end = std::min(bytes.size(), end + piece);
        state = scanner.scan(bytes.substr(0, end));
    }
    return {state, state == State::complete ? scanner.length() : 0};
}

TEST(HeadScanner, FindsTheEndAndLeavesWhatFollows) {
    EXPECT_EQ(scan_in_pieces(good_request + "body\n\0", 1000), std::pair(State::complete, good_request.size()));
}

TEST(HeadScanner, WantsMoreOfEveryBeginning) {
    for (std::size_t cut = 0; cut < good_request.size(); ++cut) {
        HeadScanner scanner;
        EXPECT_EQ(scanner.scan(std::string_view(good_request).substr(0, cut)), State::incomplete) << cut;
    }
}

TEST(HeadScanner, FindsFaultsBeforeTheEndIsThere) {
    for (const std::string bad : {"POST / HTTP/1.1\n", "POST / HTTP/1.1\rX", "POST /\x01", "POST / HTTP/1.1\r\nX: \x7f",
                                  "\r\n", "GET / HTTP/1.1\r\nA: b\n\r\n"}) {
        HeadScanner scanner;
        EXPECT_EQ(scanner.scan(bad), State::malformed) << bad;
        EXPECT_FALSE(scanner.fault().empty());
    }
    HeadScanner scanner;
    EXPECT_EQ(scanner.scan(std::string_view("GET /\0", 6)), State::malformed);
    EXPECT_EQ(HeadScanner().scan("\"}}"), State::malformed);  // the rest of a body that was longer than announced
}

TEST(HeadScanner, TakesTabsAndBytesBeyondAscii) {
    EXPECT_EQ(scan_in_pieces("GET / HTTP/1.1\r\nX:\ta\xc3\xa4\r\n\r\n", 1000).first, State::complete);
}

TEST(HeadScanner, PiecesDoNotMatter) {
    std::mt19937 random(7);  // a fixed seed: the same bytes in every run
    const std::string alphabet = "ab: \t\r\n\r\n\r\n\x01";
    for (int round = 0; round < 3000; ++round) {
        std::string bytes = "G";
        for (auto length = random() % 24; length > 0; --length) bytes += alphabet[random() % alphabet.size()];
        const auto whole = scan_in_pieces(bytes, bytes.size());
        for (const std::size_t piece : {1U, 2U, 3U, 5U})
            EXPECT_EQ(scan_in_pieces(bytes, piece), whole) << testing::PrintToString(bytes);
    }
}

TEST(DecodeHead, ReadsWhatKubeApiserverSends) {
    const auto head = decode_head(good_request);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->method, "POST");
    EXPECT_EQ(head->path, "/mutate");
    EXPECT_EQ(head->query, "timeout=10s");
    EXPECT_EQ(head->content_length, 42U);
    EXPECT_EQ(head->content_type, "application/json");
    EXPECT_TRUE(head->has_host);
    EXPECT_FALSE(head->expects_continue);
    EXPECT_FALSE(head->asks_close);
}

struct Row {
    std::string block;
    int status;
    std::string part;  ///< of the message
};

TEST(DecodeHead, RefusesAndCloses) {
    const std::vector<Row> rows{
        {"POST /mutate\r\n\r\n", 400, "request line"},
        {"POST  /mutate HTTP/1.1\r\n\r\n", 400, "request line"},
        {"POST /mutate HTTP/1.1 \r\n\r\n", 400, "request line"},
        {" POST /mutate HTTP/1.1\r\n\r\n", 400, "request line"},
        {"POST /mu tate HTTP/1.1\r\n\r\n", 400, "request line"},
        {"PO(ST /mutate HTTP/1.1\r\n\r\n", 400, "request line"},
        {"POST /mutat\xc3\xa4 HTTP/1.1\r\n\r\n", 400, "request line"},
        {"POST /mutate http/1.1\r\n\r\n", 400, "request line"},
        {"POST /mutate HTTP/1.10\r\n\r\n", 400, "request line"},
        {with_lines("X : a\r\n"), 400, "line 3: space before the colon"},
        {with_lines(" folded\r\n"), 400, "folded"},
        {with_lines("\tfolded\r\n"), 400, "folded"},
        {with_lines("no colon\r\n"), 400, "no colon"},
        {with_lines(": empty\r\n"), 400, "not a header name"},
        {with_lines("X\xc3: a\r\n"), 400, "not a header name"},
        {with_lines("X[]: a\r\n"), 400, "not a header name"},
        {with_lines("Transfer-Encoding: chunked\r\n"), 400, "Transfer-Encoding"},
        {with_lines("transfer-encoding: identity\r\n"), 400, "Transfer-Encoding"},
        {with_lines("Transfer-Encoding:\r\nContent-Length: 3\r\n"), 400, "Transfer-Encoding"},
        {with_lines("Content-Length: 3\r\ncontent-length: 3\r\n"), 400, "2 times"},
        {with_lines("Content-Length: 3, 3\r\n"), 400, "not a number"},
        {with_lines("Content-Length: +3\r\n"), 400, "not a number"},
        {with_lines("Content-Length: -3\r\n"), 400, "not a number"},
        {with_lines("Content-Length: 3x\r\n"), 400, "not a number"},
        {with_lines("Content-Length: 3 3\r\n"), 400, "not a number"},
        {with_lines("Content-Length: \r\n"), 400, "not a number"},
        {with_lines("Host: other\r\n"), 400, "Host"},
        {"POST /mutate HTTP/1.0\r\n\r\n", 505, "HTTP/1.0"},
        {"PRI * HTTP/2.0\r\n\r\n", 505, "HTTP/2.0"},
        // The order: syntax, version, framing.
        {"POST /mutate HTTP/1.0\r\nbad line\r\n\r\n", 400, "no colon"},
        {"POST /mutate HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 505, "HTTP/1.0"},
    };
    for (const auto& row : rows) {
        const auto head = decode_head(row.block);
        ASSERT_FALSE(head) << row.block;
        EXPECT_EQ(head.error().status, row.status) << row.block;
        EXPECT_THAT(head.error().message, HasSubstr(row.part)) << row.block;
        EXPECT_TRUE(head.error().closes) << row.block;
    }
}

TEST(DecodeHead, ReadsLengthsOfAnySize) {
    const auto length_of = [](const std::string& digits) {
        return decode_head(with_lines("Content-Length:" + digits + "\r\n"))->content_length;
    };
    EXPECT_EQ(length_of("0"), 0U);
    EXPECT_EQ(length_of(" 007\t"), 7U);
    EXPECT_EQ(length_of("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(length_of("18446744073709551616"), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(length_of(std::string(500, '9')), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(decode_head(with_lines(""))->content_length, std::nullopt);
}

TEST(DecodeHead, ReadsTheOtherFields) {
    EXPECT_TRUE(decode_head(with_lines("Connection: keep-alive , CLOSE\r\n"))->asks_close);
    EXPECT_TRUE(decode_head(with_lines("Connection: x\r\nConnection: close\r\n"))->asks_close);
    EXPECT_FALSE(decode_head(with_lines("Connection: closed\r\n"))->asks_close);
    EXPECT_TRUE(decode_head(with_lines("expect: 100-Continue\r\n"))->expects_continue);
    EXPECT_FALSE(decode_head(with_lines("Expect: tea\r\n"))->expects_continue);
    EXPECT_EQ(decode_head(with_lines("Content-Type: \tApplication/JSON ; charset=utf-8\r\n"))->content_type,
              "Application/JSON");
    EXPECT_EQ(
        decode_head(with_lines("Content-Type: application/json\r\nContent-Type: application/json\r\n"))->content_type,
        "");
    EXPECT_FALSE(decode_head("GET / HTTP/1.1\r\n\r\n")->has_host);
    EXPECT_EQ(decode_head("GET /a?b?c HTTP/1.1\r\n\r\n")->query, "b?c");
}

TEST(DecodeHead, TakesAnyBytesThatTheScannerLetsThrough) {
    std::mt19937 random(11);
    const std::string alphabet = "AZaz09:, \t\r\n/?.-\xff";
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = round % 2 == 0 ? "" : "POST / HTTP/1.1\r\n";
        for (auto length = random() % 40; length > 0; --length) bytes += alphabet[random() % alphabet.size()];
        bytes += "\r\n\r\n";
        HeadScanner scanner;
        if (scanner.scan(bytes) == State::complete) static_cast<void>(decode_head(bytes.substr(0, scanner.length())));
    }
}

}  // namespace
}  // namespace server::http

#include "server/http/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "server/http/overload.hpp"
#include "server/http/shutdown.hpp"

namespace server::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(EncodeAnswer, IsOneResponse) {
    EXPECT_EQ(encode_answer({.body = "{}"}),
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(EncodeAnswer, HasTheOtherFieldsWhenAsked) {
    EXPECT_EQ(encode_answer({.status = 405,
                             .content_type = "text/plain",
                             .body = "x",
                             .allow = "POST",
                             .retry_after_s = 2,
                             .closes = true}),
              "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain\r\nContent-Length: 1\r\nAllow: "
              "POST\r\nRetry-After: 2\r\n"
              "Connection: close\r\n\r\nx");
}

TEST(EncodeAnswer, AHeadGetsTheLengthAndNoBody) {
    EXPECT_THAT(encode_answer({.body = "12345", .without_body = true}), testing::EndsWith("Content-Length: 5\r\n\r\n"));
}

TEST(EncodeAnswer, EveryStatusOfTheTableHasItsPhrase) {
    for (const int status : {200, 400, 404, 405, 408, 411, 413, 415, 431, 503, 505}) {
        const auto text = encode_answer({.status = status});
        EXPECT_THAT(text, StartsWith("HTTP/1.1 " + std::to_string(status) + " "));
        EXPECT_THAT(text, Not(HasSubstr("Internal")));
    }
}

TEST(AnswerRefused, IsAStatusForTheApiServerAndTextForPeople) {
    const Refused refused{.status = 503, .message = "busy", .closes = true, .retry_after_s = 2};
    const auto webhook = answer_refused(Site::webhook, refused);
    EXPECT_EQ(webhook.status, 503);
    EXPECT_EQ(webhook.content_type, "application/json");
    EXPECT_THAT(webhook.body, HasSubstr("profile-iam-webhook: busy"));
    EXPECT_THAT(webhook.body, HasSubstr("\"Status\""));
    EXPECT_EQ(webhook.retry_after_s, 2);
    EXPECT_TRUE(webhook.closes);
    EXPECT_EQ(answer_refused(Site::health, refused).body, "busy\n");
}

TEST(RetryAfter, IsOneOrTwoByTheUid) {
    std::set<int> seen;
    for (int i = 0; i < 64; ++i) {
        const auto body = R"({"request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a80)" + std::to_string(1000 + i) +
                          R"("}})";
        seen.insert(retry_after_s(body));
        EXPECT_EQ(retry_after_s(body), retry_after_s(body + "anything behind it"));
    }
    EXPECT_EQ(seen, (std::set{1, 2}));
}

TEST(RetryAfter, LooksAtTheUidAlone) {
    EXPECT_EQ(retry_after_s(R"({"a":1,"uid" : "u-1"})"), retry_after_s(R"({"b":2,"uid":"u-1"})"));
}

TEST(RetryAfter, IsOneWithoutAUid) {
    for (const std::string body : {"", "{}", R"("uid")", R"("uid":)", R"("uid": 5)", R"("uid":"cut)"}) {
        EXPECT_EQ(retry_after_s(body), 1) << body;
    }
    EXPECT_EQ(retry_after_s(std::string(uid_window, ' ') + R"("uid":"late")"), 1);
}

TEST(ShutdownStep, WaitsForTheDelayTheQuietAndTheLastRequest) {
    const Limits limits{.shutdown_delay = 5s, .shutdown_timeout = 30s, .shutdown_quiet = 2s};
    const auto step = [&](Clock::duration start, Clock::duration request, std::size_t in_flight) {
        return shutdown_step({.since_start = start, .since_last_request = request, .in_flight = in_flight}, limits);
    };
    EXPECT_EQ(step(4999ms, 100s, 0), ShutdownStep::draining);
    EXPECT_EQ(step(5s, 2s, 0), ShutdownStep::drained);
    EXPECT_EQ(step(5s, 1999ms, 0), ShutdownStep::draining);
    EXPECT_EQ(step(5s, 100s, 1), ShutdownStep::draining);
    EXPECT_EQ(step(30s, 0s, 0), ShutdownStep::timed_out);
    EXPECT_EQ(step(30s, 100s, 1), ShutdownStep::timed_out);
    EXPECT_EQ(step(30s, 2s, 0), ShutdownStep::drained);
}

}  // namespace
}  // namespace server::http

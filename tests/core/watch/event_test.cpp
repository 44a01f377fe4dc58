#include "core/watch/event.hpp"

#include <gtest/gtest.h>

namespace watch_tests {
namespace {

using namespace core::watch;
using namespace std::chrono_literals;
using core::ErrorCode;

TEST(WatchEvent, TypeVersionAndObject) {
    const std::pair<const char*, EventType> types[] = {{"ADDED", EventType::added},
                                                       {"MODIFIED", EventType::modified},
                                                       {"DELETED", EventType::deleted},
                                                       {"BOOKMARK", EventType::bookmark}};
    for (const auto& [name, type] : types) {
        const std::string object = R"({"metadata":{"name":"a","resourceVersion":"12"},"x":[1]})";
        for (const std::string& line : {R"({"type":")" + std::string(name) + R"(","object": )" + object + " }",
                                        R"({"object":)" + object + R"(,"type":")" + name + "\"}\r"}) {
            const auto event = decode_event(line);
            ASSERT_TRUE(event) << event.error().detail;
            EXPECT_EQ(event->facts.type, type);
            EXPECT_EQ(event->facts.resource_version, "12");
            EXPECT_FALSE(event->facts.initial_events_end);
            EXPECT_EQ(event->object, object);
            EXPECT_GE(event->object.data(), line.data());
        }
    }
}

TEST(WatchEvent, EscapesMakeNoDifference) {
    const auto event = decode_event(
        R"({"\u0074ype":"BOOK\u004dARK","object":{"metadata":{"resourceVersion":"1\u0032","annotations":{"k8s.io\/initial-events-end":"tru\u0065"}}}})");
    ASSERT_TRUE(event) << event.error().detail;
    EXPECT_EQ(event->facts.type, EventType::bookmark);
    EXPECT_EQ(event->facts.resource_version, "12");
    EXPECT_TRUE(event->facts.initial_events_end);
}

TEST(WatchEvent, OnlyABookmarkThatSaysTrueEndsInitialEvents) {
    const auto ends = [](const char* type, const char* value) {
        const auto event = decode_event(R"({"type":")" + std::string(type) +
                                        R"(","object":{"metadata":{"resourceVersion":"1","annotations":{"x":"y",)" +
                                        R"("k8s.io/initial-events-end":")" + value + R"("}}}})");
        return event && event->facts.initial_events_end;
    };
    EXPECT_TRUE(ends("BOOKMARK", "true"));
    EXPECT_FALSE(ends("BOOKMARK", "false"));
    EXPECT_FALSE(ends("BOOKMARK", ""));
    EXPECT_FALSE(ends("ADDED", "true"));
}

TEST(WatchEvent, WhatIsNoEventIsAnError) {
    const std::tuple<const char*, ErrorCode, const char*> lines[] = {
        {"{}", ErrorCode::wrong_shape, "/type is missing"},
        {R"({"type":"ADDED"})", ErrorCode::wrong_shape, "/object is missing"},
        {R"({"type":"ADDED","object":null})", ErrorCode::wrong_shape, "/object is missing"},
        {R"({"type":"ERROR"})", ErrorCode::wrong_shape, "/object is missing"},
        {R"({"type":"RENAMED","object":{"metadata":{"resourceVersion":"1"}}})", ErrorCode::wrong_shape,
         "/type is unknown"},
        {R"({"type":7,"object":{"metadata":{"resourceVersion":"1"}}})", ErrorCode::wrong_shape,
         "/type must be a string"},
        {R"({"type":"ADDED","object":[]})", ErrorCode::wrong_shape, "/object must be an object"},
        {R"({"type":"ADDED","object":{}})", ErrorCode::wrong_shape, "/object/metadata/resourceVersion is missing"},
        {R"({"type":"ADDED","object":{"metadata":{"resourceVersion":""}}})", ErrorCode::wrong_shape,
         "/object/metadata/resourceVersion is missing"},
        {R"({"type":"ADDED","object":{"metadata":{"resourceVersion":3}}})", ErrorCode::wrong_shape,
         "/object/metadata/resourceVersion must be a string"},
        {R"([])", ErrorCode::wrong_shape, "(the document) must be an object"},
        {R"({"type":"ADDED","object":{"a":1)", ErrorCode::broken_json, ""},
        {R"({"type":"ADDED","object":{"a":01}})", ErrorCode::broken_json, ""}};
    for (const auto& [line, code, detail] : lines) {
        const auto event = decode_event(line);
        ASSERT_FALSE(event) << line;
        EXPECT_EQ(event.error().code, code) << line;
        EXPECT_EQ(detail[0] == '\0' ? "" : event.error().detail, detail) << line;
    }
}

TEST(WatchEvent, AnErrorIsAStatus) {
    const auto event =
        decode_event(R"({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",)"
                     R"x("message":"too old resource version: 1 (5)","reason":"Expired","code":410}})x");
    ASSERT_TRUE(event) << event.error().detail;
    EXPECT_EQ(event->facts.type, EventType::error);
    EXPECT_EQ(event->facts.failure.status, 410);
    EXPECT_EQ(event->facts.failure.detail, "410: too old resource version: 1 (5)");
    EXPECT_EQ(event->facts.resource_version, "");
}

TEST(WatchEvent, AnErrorWithoutACodeIsOneAllTheSame) {
    EXPECT_EQ(decode_event(R"({"type":"ERROR","object":{}})")->facts.failure.status, 500);
    EXPECT_EQ(decode_event(R"({"type":"ERROR","object":{"code":"x"}})")->facts.failure.status, 500);
    EXPECT_EQ(decode_event(R"({"type":"ERROR","object":{"reason":"Gone"}})")->facts.failure.status, 410);
    EXPECT_EQ(decode_event(R"({"type":"ERROR","object":{"metadata":[],"code":429,)"
                           R"("details":{"retryAfterSeconds":3}}})")
                  ->facts.failure.retry_after,
              3s);
}

TEST(WatchFailure, SaysWhatTheApiServerSays) {
    const Failure failure = decode_failure(
        403, R"({"kind":"Status","message":"profiles.kubeflow.org is forbidden: User \"x\" cannot list","code":403})");
    EXPECT_EQ(failure.status, 403);
    EXPECT_EQ(failure.detail, "403: profiles.kubeflow.org is forbidden: User \"x\" cannot list");
    EXPECT_FALSE(failure.retry_after);
    EXPECT_FALSE(failure.resource_version_too_large);
}

TEST(WatchFailure, TooLargeIsKnownByCauseOrMessage) {
    for (const char* body :
         {R"({"details":{"causes":[{"reason":"Other"},{"reason":"ResourceVersionTooLarge","message":"x"}]}})",
          R"({"details":{"causes":[{"message":"Too large resource version"}]}})",
          R"({"message":"Timeout: Too large resource version: 9, current: 5","details":{"retryAfterSeconds":1}})"}) {
        EXPECT_TRUE(decode_failure(504, body).resource_version_too_large) << body;
    }
    EXPECT_FALSE(decode_failure(504, R"({"message":"timeout","details":{"causes":null}})").resource_version_too_large);
}

TEST(WatchFailure, RetryAfterIsAWholeNumberOfAtMostAnHour) {
    const auto retry_after = [](const std::string& value) {
        return decode_failure(429, R"({"details":{"retryAfterSeconds":)" + value + "}}").retry_after;
    };
    EXPECT_EQ(retry_after("1"), 1s);
    EXPECT_EQ(retry_after("99999"), 3600s);
    for (const char* none : {"0", "-1", "1.5", "\"1\"", "null", "[]", "99999999999999999999"}) {
        EXPECT_EQ(retry_after(none), std::nullopt) << none;
    }
}

TEST(WatchFailure, ABodyThatIsNoStatusIsQuotedCleanAndShort) {
    EXPECT_EQ(decode_failure(503, "").detail, "503: no message");
    EXPECT_EQ(decode_failure(502, "<html>\r\n\tBad\x1b[31m \x7f gateway\n").detail, "502: <html>   Bad [31m   gateway");
    EXPECT_EQ(decode_failure(502,
                             "\xff\xc2\x9b Gr\xc3\xbc\xc3\x9f"
                             "e \xe2\x82")
                  .detail,
              "502: ?  Grüße ??");
    EXPECT_EQ(decode_failure(500, R"({"message":"cut o)").detail, R"(500: {"message":"cut o)");
    EXPECT_EQ(decode_failure(500, R"({"message":"whole","details":{"causes":[{"rea)").detail, "500: whole");
    const std::string long_detail = decode_failure(500, std::string(100'000, 'x')).detail;
    EXPECT_EQ(long_detail.size(), 5 + 299 + std::string("…").size());
    EXPECT_EQ(decode_failure(0, "nothing").status, 500);
}

TEST(WatchPage, VersionAndToken) {
    const auto page =
        decode_page(R"({"kind":"X","metadata":{"resourceVersion":"5","continue":"a=","r":1},"items":[]})");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->resource_version, "5");
    EXPECT_EQ(page->continue_token, "a=");
    EXPECT_EQ(decode_page(R"({"metadata":{"resourceVersion":"5","continue":null}})")->continue_token, "");
    for (const char* no_page : {"{}", R"({"metadata":null})", R"({"metadata":[]})", R"({"metadata":{}})",
                                R"({"metadata":{"resourceVersion":""}})", R"({"metadata":{"resourceVersion":5}})"}) {
        ASSERT_FALSE(decode_page(no_page)) << no_page;
        EXPECT_EQ(decode_page(no_page).error().code, ErrorCode::wrong_shape) << no_page;
    }
    EXPECT_EQ(decode_page(R"({"metadata":{"resourceVersion":"5"},})").error().code, ErrorCode::broken_json);
}

}  // namespace
}  // namespace watch_tests

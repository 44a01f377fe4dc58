// POST and DELETE; what is the same for a PATCH stands in client_patch_test.cpp.

#include "server/kube/blocking_client.hpp"
#include "server/kube/connection_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/kube/request_stand_in.hpp"

namespace server::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::RequestStandIn;
using namespace std::chrono_literals;

TEST(ClientWrite, PostsABodyAndTakesTheObjectAndTheWarnings) {
    const RequestStandIn api([](const RequestStandIn::Request& request) {
        return RequestStandIn::Answer{
            .status = 201, .body = request.body, .fields = "Warning: 299 - \"one\"\r\nwarning: 299 - \"two\"\r\n"};
    });
    BlockingClient client(api.cluster());
    const auto answer = client.write({.method = Method::post,
                                      .target = "/api/v1/namespaces/a/pods?dryRun=All",
                                      .content_type = "application/json",
                                      .body = "{}"});
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->response.status, 201);
    EXPECT_EQ(answer->object, "{}");
    EXPECT_THAT(answer->response.warnings, ElementsAre("one", "two"));
    EXPECT_THAT(api.asked(), ElementsAre("POST /api/v1/namespaces/a/pods?dryRun=All"));
}

TEST(ClientWrite, DeletesWithItsPreconditions) {
    const RequestStandIn api([](const RequestStandIn::Request& request) {
        return RequestStandIn::Answer{.status = request.body == "{\"a\":1}" ? 200 : 400, .body = "{}"};
    });
    BlockingClient client(api.cluster());
    const auto answer = client.write(
        {.method = Method::remove, .target = "/x", .content_type = "application/json", .body = "{\"a\":1}"});
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->response.status, 200);
    EXPECT_THAT(api.asked(), ElementsAre("DELETE /x"));
}

TEST(ClientWrite, ADeletionThatHasBegunIsAnAnswer) {
    const RequestStandIn api([](const RequestStandIn::Request&) { return RequestStandIn::Answer{.status = 202}; });
    BlockingClient client(api.cluster());
    const auto answer = client.write({.method = Method::remove, .target = "/x"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->response.status, 202);
}

TEST(BlockingClient, GetsOneThingAfterTheOther) {
    int count = 0;
    const RequestStandIn api(
        [&count](const RequestStandIn::Request&) { return RequestStandIn::Answer{.body = std::to_string(++count)}; });
    BlockingClient client(api.cluster());
    EXPECT_EQ(client.get("/x", 20s)->object, "1");
    EXPECT_EQ(client.get("/x", 20s)->object, "2");
}

TEST(BlockingClient, SaysWhyNobodyAnswers) {
    Configuration configuration;
    configuration.tls = false;
    configuration.host = "127.0.0.1";
    configuration.port = 9;
    BlockingClient client(configuration);
    const auto answer = client.get("/x", 20s);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, TransportFailure::Kind::connect);
    EXPECT_THAT(answer.error().detail, HasSubstr(client.server()));
}

TEST(DecodeWarning, ReadsTheQuotedText) {
    EXPECT_EQ(decode_warning(R"(299 - "would violate \"restricted\" \\ x")"), R"(would violate "restricted" \ x)");
    EXPECT_EQ(decode_warning(R"(299 - "cut)"), "cut");
    EXPECT_EQ(decode_warning(R"(299 agent "text" "Sat, 01 Jan 2000 00:00:00 GMT")"), "text");
}

TEST(DecodeWarning, IsEmptyForWhatIsNone) {
    for (const char* value : {"", "299", "299 - text", "199 - \"text\"", "299 - \"\"", "2990 - \"x\""})
        EXPECT_EQ(decode_warning(value), "") << value;
}

}  // namespace
}  // namespace server::kube

#include <fstream>

#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

const std::string status_conflict =
    R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Conflict","message":"newer","code":409})";

/// What came of a PATCH.
struct Sent {
    std::expected<Written, TransportFailure> answer = std::unexpected(TransportFailure{});
    bool is_done = false;

    [[nodiscard]] int status() const { return answer ? answer->response.status : 0; }
    [[nodiscard]] std::string failure() const {
        return answer ? "" : std::string(to_string(answer.error().kind)) + ": " + answer.error().detail;
    }
};

struct ClientPatch : ClientTest {
    static Write small() {
        return {.target = "/api/v1/namespaces/a/secrets/b?fieldManager=piw&force=true",
                .content_type = "application/apply-patch+yaml",
                .body = R"({"kind":"Secret"})"};
    }
    Sent patch(Write request) {
        const auto sent = std::make_shared<Sent>();
        asio::co_spawn(context, client->write(std::move(request)),
                       [sent](const std::exception_ptr& error, std::expected<Written, TransportFailure> answer) {
                           if (error) std::rethrow_exception(error);
                           sent->answer = std::move(answer);
                           sent->is_done = true;
                       });
        run_until([sent] { return sent->is_done; });
        return *sent;
    }
    /// Answered with these bytes after the whole request, then the end of the connection.
    Sent patch_answered(const std::string& bytes) {
        const ScriptedServer server(nullptr, {[bytes](Visitor& visitor) {
                                        visitor.read_request();
                                        visitor.read_body(small().body.size());
                                        visitor.send(bytes);
                                        visitor.end();
                                        visitor.wait_for_end();
                                    }});
        connect(plain(server));
        const auto sent = patch(small());
        EXPECT_EQ(server.connections(), 1U) << "it is sent once";
        return sent;
    }
};

TEST_F(ClientPatch, SendsTheBodyWithItsTypeLengthAndCredentials) {
    std::string request;
    std::string body;
    const ScriptedServer server(server_tls(), {[&](Visitor& visitor) {
                                    visitor.handshake();
                                    request = visitor.read_request();
                                    body = visitor.read_body(small().body.size());
                                    visitor.send(answer(R"({"kind":"Secret","metadata":{}})"));
                                    visitor.wait_for_end();
                                }});
    auto configuration = to(server);
    configuration.base_path = "/k8s/clusters/c-1";
    connect(configuration);
    const auto sent = patch(small());
    EXPECT_EQ(sent.failure(), "");
    EXPECT_EQ(sent.status(), 200);
    EXPECT_EQ(sent.answer->object, R"({"kind":"Secret","metadata":{}})");
    EXPECT_EQ(sent.answer->response.error_body, "");
    EXPECT_EQ(request,
              "PATCH /k8s/clusters/c-1/api/v1/namespaces/a/secrets/b?fieldManager=piw&force=true HTTP/1.1\r\n"
              "Host: 127.0.0.1:" +
                  std::to_string(server.port()) +
                  "\r\nUser-Agent: profile-iam-webhook/test\r\nAccept: application/json\r\n"
                  "Authorization: Bearer secret-token\r\nConnection: close\r\n"
                  "Content-Type: application/apply-patch+yaml\r\nContent-Length: 17\r\n\r\n");
    EXPECT_EQ(body, small().body);
}

TEST_F(ClientPatch, TakesWhatWasMade) {
    const auto sent = patch_answered(answer(R"({"kind":"Secret"})", "201 Created"));
    EXPECT_EQ(sent.status(), 201);
    EXPECT_EQ(sent.answer->object, R"({"kind":"Secret"})");
    EXPECT_EQ(sent.answer->response.error_body, "");
}

TEST_F(ClientPatch, KeepsWhatTheApiServerSaysAgainstIt) {
    const auto conflict = patch_answered(answer(status_conflict, "409 Conflict"));
    EXPECT_EQ(conflict.status(), 409);
    EXPECT_EQ(conflict.answer->response.error_body, status_conflict);
    EXPECT_EQ(conflict.answer->object, "");
    EXPECT_EQ(patch_answered(answer("no", "422 Unprocessable Entity")).status(), 422);
    const auto throttled = patch_answered(answer("wait", "429 Too Many Requests", "Retry-After: 7\r\n"));
    EXPECT_EQ(throttled.status(), 429);
    EXPECT_EQ(throttled.answer->response.retry_after, 7s);
}

TEST_F(ClientPatch, ReadsAnAnswerInChunks) {
    const auto sent = patch_answered(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n");
    EXPECT_EQ(sent.failure(), "");
    EXPECT_EQ(sent.answer->object, R"({"a":1})");
}

TEST_F(ClientPatch, AnAnswerThatIsTooLargeIsNone) {
    const std::string most(std::size_t{4} << 20U, 'x');
    EXPECT_EQ(patch_answered(answer(most)).answer->object.size(), most.size());
    EXPECT_THAT(patch_answered(answer(most + "x")).failure(),
                AllOf(StartsWith("broken: http://127.0.0.1:"), HasSubstr("larger than 4 MiB")));
}

TEST_F(ClientPatch, ALineThatBreaksIsNotTriedAgain) {
    EXPECT_THAT(patch_answered("").failure(), HasSubstr("closed the connection without an answer"));
    EXPECT_THAT(patch_answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").failure(),
                AllOf(StartsWith("broken: "), HasSubstr("in the middle of its answer")));
}

TEST_F(ClientPatch, NeverUsesAConnectionThatWasKept) {
    const ScriptedServer server(nullptr, {answering({answer("kept")}), [](Visitor& visitor) {
                                              visitor.read_request();
                                              visitor.read_body(small().body.size());
                                              visitor.reset();
                                          }});
    connect(plain(server));
    EXPECT_EQ(get().body, "kept");
    EXPECT_THAT(patch(small()).failure(), StartsWith("broken: "));
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(ClientPatch, WaitsSoLongInAll) {
    const ScriptedServer server(server_tls(), {[](Visitor& visitor) {
                                    visitor.handshake();
                                    visitor.read_request();
                                    visitor.wait_for_end();
                                }});
    connect(to(server));
    auto request = small();
    request.total_timeout = 150ms;
    EXPECT_THAT(patch(request).failure(),
                AllOf(StartsWith("timeout: https://127.0.0.1:"), HasSubstr("waiting for the answer")));
}

TEST_F(ClientPatch, SendsALargeBody) {
    auto request = small();
    request.body = std::string(std::size_t{600} << 10U, 'x') + "the end";
    std::string body;
    const ScriptedServer server(server_tls(), {[&](Visitor& visitor) {
                                    visitor.handshake();
                                    visitor.read_request();
                                    body = visitor.read_body(request.body.size());
                                    visitor.send(answer("{}"));
                                    visitor.wait_for_end();
                                }});
    connect(to(server));
    EXPECT_EQ(patch(request).failure(), "");
    EXPECT_EQ(body, request.body);
}

/// As Go's server does with a body of more than 256 KiB that its handler does not want.
TEST_F(ClientPatch, HearsARefusalThatComesBeforeTheBodyIsRead) {
    auto request = small();
    request.body.assign(std::size_t{8} << 20U, 'x');
    const ScriptedServer server(nullptr, {[](Visitor& visitor) {
                                    visitor.read_request();
                                    visitor.send(answer("too large", "413 Request Entity Too Large"));
                                    visitor.reset();
                                }});
    connect(plain(server));
    const auto sent = patch(request);
    EXPECT_EQ(sent.failure(), "");
    EXPECT_EQ(sent.status(), 413);
}

TEST_F(ClientPatch, ARefusedTokenIsReadAnew) {
    const std::string file = ::testing::TempDir() + "client_patch_token";
    std::ofstream(file) << "old";
    std::vector<std::string> requests;
    const auto refuse_or_take = [&](const std::string& reply) {
        return [&requests, reply](Visitor& visitor) {
            requests.push_back(visitor.read_request());
            visitor.read_body(small().body.size());
            visitor.send(reply);
            visitor.wait_for_end();
        };
    };
    const ScriptedServer server(nullptr,
                                {refuse_or_take(answer("who?", "401 Unauthorized")), refuse_or_take(answer("{}"))});
    auto configuration = plain(server);
    configuration.token = {.data = {}, .file = file};
    connect(configuration);
    EXPECT_EQ(patch(small()).status(), 401);
    std::ofstream(file) << "new";
    EXPECT_EQ(patch(small()).status(), 200);
    EXPECT_THAT(requests, ElementsAre(HasSubstr("Bearer old\r\n"), HasSubstr("Bearer new\r\n")));
}

}  // namespace
}  // namespace server::kube

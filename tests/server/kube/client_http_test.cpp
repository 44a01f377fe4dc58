#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

struct HttpClient : ClientTest {
    /// A GET whose answer is these bytes and then the end of the connection.
    Got get_answered(const std::string& bytes, Get request = {.target = "/x"}) {
        const ScriptedServer server(nullptr, {[&](Visitor& visitor) {
                                        visitor.read_request();
                                        visitor.send(bytes);
                                        visitor.end();
                                        visitor.wait_for_end();
                                    }});
        connect(plain(server));
        return get(std::move(request));
    }
};

const std::string chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;name=value\r\nhello\r\n1\r\n \r\n5;a=\"b\"\r\nworld\r\n0\r\nX-Trailer: 1\r\n\r\n";

TEST_F(HttpClient, GetsOverTlsWithATokenAndSaysWhoItIs) {
    const auto requests = std::make_shared<std::vector<std::string>>();
    const ScriptedServer server(server_tls(), {answering({answer("hello")}, requests)});
    auto configuration = to(server);
    configuration.base_path = "/k8s/clusters/c-1";
    connect(configuration);
    const auto got = get({.target = "/api/v1/namespaces?limit=1", .accept = "application/json;as=Table"});
    EXPECT_EQ(got.failure(), "");
    EXPECT_EQ(got.status(), 200);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.opened, 1);
    ASSERT_THAT(*requests, SizeIs(1));
    EXPECT_EQ(requests->front(), "GET /k8s/clusters/c-1/api/v1/namespaces?limit=1 HTTP/1.1\r\nHost: 127.0.0.1:" +
                                     std::to_string(server.port()) +
                                     "\r\nUser-Agent: profile-iam-webhook/test\r\nAccept: application/json;as=Table\r\n"
                                     "Authorization: Bearer secret-token\r\n\r\n");
    EXPECT_EQ(client->server(), "https://127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(HttpClient, ReadsAnAnswerThatIsCutAtEveryByte) {
    const ScriptedServer server(server_tls(), {[](Visitor& visitor) {
                                    visitor.handshake();
                                    visitor.read_request();
                                    visitor.send_byte_by_byte("HTTP/1.1 100 Continue\r\n\r\n" + chunked);
                                    visitor.wait_for_end();
                                }});
    connect(to(server));
    const auto got = get();
    EXPECT_EQ(got.failure(), "");
    EXPECT_EQ(got.body, "hello world");
    EXPECT_EQ(got.opened, 1);
}

TEST_F(HttpClient, UnderstandsChunkExtensionsTrailersAndBodiesWithoutALength) {
    EXPECT_EQ(get_answered(chunked).body, "hello world");
    EXPECT_EQ(get_answered("HTTP/1.1 200 OK\r\n\r\nto the end").body, "to the end");
    EXPECT_EQ(get_answered("HTTP/1.0 200 OK\r\n\r\nold").body, "old");
    EXPECT_EQ(get_answered(answer("")).failure(), "");
    EXPECT_EQ(get_answered("HTTP/1.1 204 No Content\r\n\r\n").status(), 204);
}

TEST_F(HttpClient, SkipsInterimAnswers) {
    EXPECT_EQ(
        get_answered("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + answer("x")).body,
        "x");
    EXPECT_THAT(get_answered("HTTP/1.1 101 Switching Protocols\r\n\r\n").failure(), StartsWith("broken: "));
    std::string endless;
    for (int i = 0; i < 20; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_THAT(get_answered(endless + answer("x")).failure(), StartsWith("broken: "));
}

TEST_F(HttpClient, AnAnswerThatEndsInTheMiddleIsBroken) {
    EXPECT_THAT(get_answered("").failure(), HasSubstr("closed the connection without an answer"));
    EXPECT_THAT(get_answered("HTTP/1.1 200 O").failure(), HasSubstr("in the middle of its answer"));
    EXPECT_THAT(get_answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").failure(),
                HasSubstr("in the middle of its answer"));
    EXPECT_THAT(get_answered(chunked.substr(0, chunked.size() - 20)).failure(),
                HasSubstr("in the middle of its answer"));
}

TEST_F(HttpClient, WhatIsNotHttpIsBroken) {
    EXPECT_THAT(get_answered("SSH-2.0-OpenSSH_9.2\r\n\r\n").failure(), HasSubstr("not an answer in HTTP/1.1"));
    EXPECT_THAT(get_answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n").failure(),
                HasSubstr("not an answer in HTTP/1.1"));
    EXPECT_THAT(get_answered("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n").failure(), StartsWith("broken: "));
}

TEST_F(HttpClient, HeadersAndChunkHeadersAreBounded) {
    const std::string much(70'000, 'a');
    EXPECT_THAT(get_answered("HTTP/1.1 200 OK\r\nX: " + much + "\r\n\r\n").failure(), StartsWith("broken: "));
    EXPECT_THAT(get_answered("HTTP/1.1 200 OK\r\nX: " + much).failure(), StartsWith("broken: "));
    const std::string begun = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_THAT(get_answered(begun + "1;" + much).failure(), EndsWith("is larger than 64 KiB"));
    EXPECT_THAT(get_answered(begun + "0\r\nX: " + much).failure(), EndsWith("is larger than 64 KiB"));
}

TEST_F(HttpClient, ALargeBodyPasses) {
    std::string body;
    body.resize(std::size_t{9} << 20U, 'x');  // Beast's own limit is 8 MB
    EXPECT_EQ(get_answered(answer(body)).body.size(), body.size());
}

TEST_F(HttpClient, RedirectsAreNotFollowed) {
    const auto got = get_answered(answer("moved", "302 Found", "Location: /elsewhere\r\n"));
    EXPECT_EQ(got.status(), 302);
    EXPECT_EQ(got.opened, 0);
    EXPECT_EQ(got.body, "");
    EXPECT_EQ(got.answer->error_body, "moved");
}

TEST_F(HttpClient, AnErrorBodyIsCut) {
    const auto whole = get_answered(answer(std::string(65'536, 'x'), "500 Internal Server Error"));
    EXPECT_EQ(whole.answer->error_body.size(), 65'536U);
    const ScriptedServer server(
        nullptr, {answering({answer(std::string(200'000, 'x'), "403 Forbidden")}), answering({answer("fresh")})});
    connect(plain(server));
    const auto cut = get();
    EXPECT_EQ(cut.status(), 403);
    EXPECT_EQ(cut.answer->error_body.size(), 65'536U);
    EXPECT_EQ(get().body, "fresh");
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpClient, ReadsRetryAfterInSeconds) {
    const auto wait = [this](const std::string& value) {
        return get_answered(answer("", "429 Too Many Requests", "Retry-After: " + value + "\r\n")).answer->retry_after;
    };
    EXPECT_EQ(wait("1"), 1s);
    EXPECT_EQ(wait("0"), 0s);
    EXPECT_EQ(wait("3601"), 3600s);
    EXPECT_EQ(wait("99999999999999999999999"), 3600s);
    EXPECT_EQ(wait("-1"), std::nullopt);
    EXPECT_EQ(wait("1.5"), std::nullopt);
    EXPECT_EQ(wait("Fri, 31 Dec 2027 23:59:59 GMT"), std::nullopt);
    EXPECT_EQ(wait(""), std::nullopt);
}

TEST_F(HttpClient, TheSinkCanStop) {
    const ScriptedServer server(nullptr, {answering({answer("first") + answer("more")}), answering({answer("fresh")})});
    connect(plain(server));
    std::optional<std::expected<Response, TransportFailure>> answered;
    asio::co_spawn(context, client->get({.target = "/x"}, nullptr, [](std::string_view) { return false; }),
                   [&](const std::exception_ptr&, std::expected<Response, TransportFailure> came) { answered = came; });
    run_until([&] { return answered.has_value(); });
    EXPECT_EQ(answered->error().kind, Kind::stopped);
    EXPECT_EQ(get().body, "fresh");
}

TEST_F(HttpClient, WhatTheSinkThrowsComesOut) {
    const ScriptedServer server(nullptr, {answering({answer("x")})});
    connect(plain(server));
    std::exception_ptr thrown;
    asio::co_spawn(context,
                   client->get({.target = "/x"}, nullptr,
                               [](std::string_view) -> bool { throw std::runtime_error("the sink's own"); }),
                   [&](std::exception_ptr error, const auto&) { thrown = std::move(error); });
    run_until([&] { return thrown != nullptr; });
    EXPECT_THROW(std::rethrow_exception(thrown), std::runtime_error);
}

}  // namespace
}  // namespace server::kube

#include <atomic>

#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

struct ClientReuse : ClientTest {};

TEST_F(ClientReuse, AConnectionIsUsedAgain) {
    const ScriptedServer server(
        server_tls(), {answering({answer("one"), answer("two"), answer("", "404 Not Found"), answer("four")})});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    EXPECT_EQ(get().body, "two");
    EXPECT_EQ(get().status(), 404);
    EXPECT_EQ(get().body, "four");
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(ClientReuse, AWatchHasItsOwnAndSaysThatItEndsWithIt) {
    const auto requests = std::make_shared<std::vector<std::string>>();
    const ScriptedServer server(server_tls(),
                                {answering({answer("one"), answer("three")}), answering({answer("two")}, requests)});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    EXPECT_EQ(get({.target = "/w", .keeps_connection = false}).body, "two");
    EXPECT_EQ(get().body, "three");
    EXPECT_THAT(requests->front(), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(ClientReuse, TwoAtOnceHaveTwo) {
    const ScriptedServer server(server_tls(), {answering({answer("a")}), answering({answer("b")})});
    connect(to(server));
    const auto one = start();
    const auto two = start();
    run_until([&] { return one->is_done && two->is_done; });
    EXPECT_THAT(one->body + two->body, ::testing::AnyOf("ab", "ba"));
}

TEST_F(ClientReuse, OneThatTheServerHasClosedIsNotUsed) {
    const ScriptedServer server(server_tls(), {[](Visitor& visitor) {
                                                   visitor.handshake();
                                                   visitor.read_request();
                                                   visitor.send(answer("one"));
                                                   visitor.end();
                                               },
                                               answering({answer("two")})});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    EXPECT_EQ(get().body, "two");
}

/// The server closes just as the request arrives: nothing tells the client before.
TEST_F(ClientReuse, OneThatDiesBeforeTheFirstByteIsReplaced) {
    const ScriptedServer server(server_tls(), {[](Visitor& visitor) {
                                                   visitor.handshake();
                                                   visitor.read_request();
                                                   visitor.send(answer("one"));
                                                   visitor.read_request();
                                                   visitor.reset();
                                               },
                                               answering({answer("two")})});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    const auto got = get();
    EXPECT_EQ(got.failure(), "");
    EXPECT_EQ(got.body, "two");
}

TEST_F(ClientReuse, AFreshOneThatDiesIsNotTriedAgain) {
    const Script dies = [](Visitor& visitor) {
        visitor.handshake();
        visitor.read_request();
        visitor.end();
    };
    const ScriptedServer server(server_tls(), {dies, answering({answer("two")})});
    connect(to(server));
    EXPECT_THAT(get().failure(), StartsWith("broken: "));
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(ClientReuse, OneThatDiesInTheAnswerIsNotTriedAgain) {
    const ScriptedServer server(server_tls(), {[](Visitor& visitor) {
                                                   visitor.handshake();
                                                   visitor.read_request();
                                                   visitor.send(answer("one"));
                                                   visitor.read_request();
                                                   visitor.send("H");
                                                   visitor.end();
                                               },
                                               answering({answer("two")})});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    EXPECT_THAT(get().failure(), StartsWith("broken: "));
}

TEST_F(ClientReuse, ConnectionCloseIsObeyed) {
    const ScriptedServer server(
        server_tls(), {answering({answer("one", "200 OK", "Connection: close\r\n")}), answering({answer("two")})});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    EXPECT_EQ(get().body, "two");
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(ClientReuse, AnIdleOneIsClosedAfterAWhile) {
    std::atomic<bool> ended = false;
    const ScriptedServer server(server_tls(), {[&](Visitor& visitor) {
                                    visitor.handshake();
                                    visitor.read_request();
                                    visitor.send(answer("one"));
                                    visitor.wait_for_end();
                                    ended = true;
                                }});
    connect(to(server), {.idle_connection = 50ms});
    EXPECT_EQ(get().body, "one");
    run_until([&] { return ended.load(); });
}

}  // namespace
}  // namespace server::kube

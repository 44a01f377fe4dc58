// Connections that were kept, and lost without a word: a load balancer or a node was replaced.
#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

struct ClientHalfOpen : ClientTest {
    static Script falls_silent_after(const std::string& first) {
        return [first](Visitor& visitor) {
            visitor.handshake();
            visitor.read_request();
            visitor.send(answer(first));
            visitor.wait_for_end();
        };
    }
};

TEST_F(ClientHalfOpen, AKeptConnectionThatSaysNothingIsReplacedInTime) {
    const ScriptedServer server(server_tls(), {falls_silent_after("one"), answering({answer("two")})});
    connect(to(server));
    EXPECT_EQ(get().body, "one");
    const auto got = get({.target = "/x", .header_timeout = 3s});
    EXPECT_EQ(got.failure(), "");
    EXPECT_EQ(got.body, "two");
}

TEST_F(ClientHalfOpen, OneOfThemSpeaksForAllThatWereKept) {
    const ScriptedServer server(
        server_tls(), {falls_silent_after("a"), falls_silent_after("b"), answering({answer("c"), answer("d")})});
    connect(to(server));
    const auto one = start();
    const auto two = start();
    run_until([&] { return one->is_done && two->is_done; });
    EXPECT_EQ(get({.target = "/x", .header_timeout = 3s}).body, "c");
    EXPECT_EQ(get({.target = "/x", .header_timeout = 3s}).body, "d");
    EXPECT_EQ(server.connections(), 3U) << "the second silent one was not even tried";
}

TEST_F(ClientHalfOpen, AFreshOneHasAllTheTime) {
    const ScriptedServer server(server_tls(), {[](Visitor& visitor) {
                                    visitor.handshake();
                                    visitor.read_request();
                                    visitor.wait_for_end();
                                }});
    connect(to(server));
    EXPECT_THAT(get({.target = "/x", .header_timeout = 200ms}).failure(), HasSubstr("timed out"));
    EXPECT_EQ(server.connections(), 1U);
}

}  // namespace
}  // namespace server::kube

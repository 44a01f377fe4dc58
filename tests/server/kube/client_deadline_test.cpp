#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

struct ClientDeadlines : ClientTest {
    static Get impatient() { return {.target = "/x", .header_timeout = 150ms, .idle_timeout = 150ms}; }
    /// Serves one connection by `script` after its request, then says and does nothing more.
    static Script then_silent(const std::string& bytes) {
        return [bytes](Visitor& visitor) {
            visitor.handshake();
            visitor.read_request();
            visitor.send(bytes);
            visitor.wait_for_end();
        };
    }
};

TEST_F(ClientDeadlines, AServerThatDoesNotShakeHands) {
    const ScriptedServer server(nullptr, {[](Visitor& visitor) { visitor.wait_for_end(); }});
    connect(to(server));
    EXPECT_THAT(get(impatient()).failure(),
                AllOf(StartsWith("timeout: https://127.0.0.1:"), HasSubstr("in the TLS handshake")));
}

TEST_F(ClientDeadlines, AServerThatDoesNotAnswerOrOnlyHalf) {
    const ScriptedServer server(server_tls(), {then_silent(""), then_silent("HTTP/1.1 200 OK\r\nX: ")});
    connect(to(server));
    EXPECT_THAT(get(impatient()).failure(), AllOf(StartsWith("timeout: "), HasSubstr("waiting for the answer")));
    EXPECT_THAT(get(impatient()).failure(), AllOf(StartsWith("timeout: "), HasSubstr("waiting for the answer")));
}

TEST_F(ClientDeadlines, ABodyThatDoesNotGoOn) {
    const ScriptedServer server(server_tls(), {then_silent("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")});
    connect(to(server));
    const auto got = get(impatient());
    EXPECT_EQ(got.body, "hello");
    EXPECT_THAT(got.failure(), AllOf(StartsWith("timeout: "), HasSubstr("reading the body")));
}

TEST_F(ClientDeadlines, ABodyThatGoesOnForEver) {
    const ScriptedServer server(nullptr, {[](Visitor& visitor) {
                                    visitor.read_request();
                                    visitor.send("HTTP/1.1 200 OK\r\n\r\n");
                                    for (int i = 0;
                                         i < 1'000'000 && ::send(visitor.socket(), "x", 1, MSG_NOSIGNAL) == 1; ++i) {
                                    }
                                    visitor.wait_for_end();
                                }});
    connect(plain(server));
    EXPECT_THAT(get({.target = "/x", .total_timeout = 200ms}).failure(), StartsWith("timeout: "));
}

TEST_F(ClientDeadlines, NobodyListens) {
    std::uint16_t port = 0;
    {
        port = ScriptedServer(nullptr, {}).port();
    }
    Configuration configuration;
    configuration.tls = false;
    configuration.host = "127.0.0.1";
    configuration.port = port;
    connect(configuration);
    EXPECT_THAT(get().failure(), AllOf(StartsWith("connect: http://127.0.0.1:"),
                                       EndsWith(std::to_string(port) + ": Connection refused")));
    configuration.host = "does-not-exist.invalid";
    connect(configuration);
    EXPECT_THAT(get({.target = "/x", .header_timeout = 2s}).failure(), HasSubstr("does-not-exist.invalid"));
}

/// The listener's queue is full, so nobody answers the SYN.
TEST_F(ClientDeadlines, AnAddressThatDoesNotAnswer) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener, 0);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::vector<int> fillers;
    for (int i = 0; i < 2; ++i) {
        fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        ::connect(fillers.back(), reinterpret_cast<sockaddr*>(&address), size);
    }
    Configuration configuration;
    configuration.tls = false;
    configuration.host = "127.0.0.1";
    configuration.port = ntohs(address.sin_port);
    connect(configuration);
    EXPECT_THAT(get(impatient()).failure(), HasSubstr("timed out"));
    for (const int each : fillers) ::close(each);
    ::close(listener);
}

/// ::1 first in most resolvers, where nobody listens: the next address is tried.
TEST_F(ClientDeadlines, EveryAddressOfANameIsTried) {
    const ScriptedServer server(server_tls(), {answering({answer("hello")})});
    auto configuration = to(server);
    configuration.host = "localhost";
    connect(configuration);
    EXPECT_EQ(get().body, "hello");
}

TEST_F(ClientDeadlines, TheEndOfTheIoContextEndsAGetWhereverItIs) {
    const ScriptedServer server(server_tls(),
                                {[](Visitor& visitor) { visitor.wait_for_end(); }, then_silent(""),
                                 then_silent("HTTP/1.1 200 OK\r\n\r\nhello"), answering({answer("idle")})});
    auto own = std::make_unique<asio::io_context>(1);
    auto short_lived = std::make_unique<Client>(own->get_executor(), to(server), "test");
    std::string body;
    int ended = 0;
    const auto spawn = [&] {
        asio::co_spawn(*own,
                       short_lived->get({.target = "/x"}, nullptr,
                                        [&](std::string_view piece) {
                                            body += piece;
                                            return true;
                                        }),
                       [&](const std::exception_ptr&, const auto&) { ++ended; });
    };
    const auto end = std::chrono::steady_clock::now() + 20s;
    for (std::size_t i = 1; i <= 4; ++i) {
        spawn();
        while (server.connections() < i && std::chrono::steady_clock::now() < end) own->run_one_for(10ms);
    }
    while (body.size() < 9 && std::chrono::steady_clock::now() < end) own->run_one_for(10ms);
    while (ended < 1 && std::chrono::steady_clock::now() < end) own->run_one_for(10ms);
    EXPECT_THAT(body, AllOf(HasSubstr("hello"), HasSubstr("idle")));
    short_lived.reset();
    own.reset();
    EXPECT_EQ(ended, 1);
}

TEST_F(ClientDeadlines, ACancelledGetEnds) {
    const ScriptedServer server(server_tls(), {then_silent("HTTP/1.1 200 OK\r\n\r\nhello")});
    connect(to(server));
    asio::cancellation_signal signal;
    std::string body;
    bool ended = false;
    asio::co_spawn(
        context,
        client->get({.target = "/x"}, nullptr,
                    [&](std::string_view piece) {
                        body += piece;
                        return true;
                    }),
        asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&, const auto&) { ended = true; }));
    run_until([&] { return body == "hello"; });
    EXPECT_FALSE(ended);
    signal.emit(asio::cancellation_type::terminal);
    run_until([&] { return ended; });
}

}  // namespace
}  // namespace server::kube

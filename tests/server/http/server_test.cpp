#include "server/http/server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "certs/certificate.hpp"

// The deadlines that no flag changes, shortened; tests/wire waits for the real ones of 10 s, and tests all the rest.

namespace server::http {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr auto patience = 20s;

Limits short_limits() {
    Limits limits;
    limits.handshake_timeout = limits.request_timeout = limits.write_timeout = limits.idle_timeout = 300ms;
    limits.shutdown_delay = limits.shutdown_quiet = 0ms;
    limits.shutdown_timeout = 5s;
    return limits;
}

std::shared_ptr<ssl_ctx_st> development_context() {
    certs::Request request;
    request.common_name = "localhost";
    request.now = std::chrono::system_clock::now();
    const auto ca = certs::issue_ca(request);
    request.dns_names = {"localhost"};
    return certs::server_context(certs::issue_leaf(request, *ca).value(), {}).value();
}

/// A TCP connection that reads until the server ends it.
class Peer {
public:
    explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const sockaddr_in address{
            .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Peer() { ::close(socket_); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    void send(std::string_view bytes) const { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    /// All that comes until the end of the connection; nothing when that does not come.
    [[nodiscard]] std::optional<std::string> read_to_end() const {
        std::string all;
        std::array<char, 4096> some{};
        while (true) {
            const auto count = ::recv(socket_, some.data(), some.size(), 0);
            if (count == 0) return all;
            if (count < 0) return errno == ECONNRESET ? std::optional(all) : std::nullopt;
            all.append(some.data(), static_cast<std::size_t>(count));
        }
    }

private:
    int socket_;
    bool connected_ = false;
};

class ServerTest : public testing::Test {
public:
    ServerTest(const ServerTest&) = delete;
    ServerTest& operator=(const ServerTest&) = delete;
    ~ServerTest() override { server.stop(); }

protected:
    explicit ServerTest(const Limits& chosen = short_limits()) : limits(chosen) {}

    core::mutation::Policy policy;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    Published<core::profile::Directory> directory;
    Published<ssl_ctx_st> tls{development_context()};
    Limits limits;
    Server server{{.bind_address = "127.0.0.1", .port = 0, .metrics_port = 0, .workers = 2},
                  limits,
                  {.directory = directory, .policy = policy, .metrics = metrics, .readiness = readiness, .tls = tls}};
    std::optional<bool> drained;
    std::jthread control{[this] { drained = server.run(); }};
};

TEST_F(ServerTest, AnIdleConnectionEnds) {
    const Peer peer(server.metrics_port());
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(ServerTest, AnIdleConnectionEndsAfterItsLastAnswer) {
    const Peer peer(server.metrics_port());
    peer.send("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(peer.read_to_end().value(), AllOf(StartsWith("HTTP/1.1 200 OK"), EndsWith("\r\n\r\nok")));
}

TEST_F(ServerTest, HalfARequestEndsWith408) {
    const Peer header(server.metrics_port());
    header.send("GET /livez HT");
    const Peer body(server.metrics_port());
    body.send("GET /livez HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123");
    EXPECT_THAT(header.read_to_end().value(), AllOf(StartsWith("HTTP/1.1 408 "), HasSubstr("Connection: close")));
    EXPECT_THAT(body.read_to_end().value(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, AHandshakeThatDoesNotComeOrGoOnEnds) {
    const Peer silent(server.port());
    const Peer half(server.port());
    half.send("\x16\x03\x01");
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(half.read_to_end(), "");
}

TEST_F(ServerTest, ABodyIsDiscardedBeforeTheAnswerAndTheNextRequestIsFound) {
    const Peer peer(server.metrics_port());
    peer.send(
        "GET /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nGET /live"
        "GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(peer.read_to_end().value(),
                AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("HTTP/1.1 200 OK"), EndsWith("\r\n\r\nok")));
}

TEST_F(ServerTest, WithoutACertificateConnectionsAreClosedUntilOneComes) {
    constexpr std::string_view plain = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    tls.publish(nullptr);
    for (int i = 0; i < 3; ++i) {
        const Peer early(server.port());
        early.send(plain);
        EXPECT_EQ(early.read_to_end(), "") << "nothing is answered in clear either";
    }
    const Peer health(server.metrics_port());
    health.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(health.read_to_end().value_or(""), EndsWith("\r\n\r\nok")) << "health answers all the same";
    tls.publish(development_context());
    const Peer peer(server.port());
    peer.send(plain);
    EXPECT_THAT(peer.read_to_end().value_or(""), HasSubstr("this port speaks TLS"));
}

TEST_F(ServerTest, DrainsWhenNothingIsInFlight) {
    server.drain();
    server.drain();
    control.join();
    EXPECT_EQ(drained, true);
    EXPECT_THAT(readiness.first_failure(), StartsWith("shutdown"));
}

TEST_F(ServerTest, StopsWithConnectionsOpen) {
    const Peer plain(server.metrics_port());
    plain.send("GET /livez");
    const Peer tls(server.port());
    server.stop();
    control.join();
    EXPECT_EQ(drained, true);
    EXPECT_FALSE(Peer(server.port()).connected() && Peer(server.port()).read_to_end() != "");
}

TEST_F(ServerTest, APortInUseIsNamedWithItsFlag) {
    const Services services{
        .directory = directory, .policy = policy, .metrics = metrics, .readiness = readiness, .tls = tls};
    const auto error_of = [&](const Addresses& addresses) -> std::string {
        try {
            const Server second(addresses, {}, services);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(error_of({.bind_address = "127.0.0.1", .port = server.port(), .metrics_port = 0}),
                AllOf(HasSubstr("127.0.0.1"), HasSubstr("port " + std::to_string(server.port())), HasSubstr("in use"),
                      HasSubstr(" --port")));
    EXPECT_THAT(error_of({.bind_address = "127.0.0.1", .port = 0, .metrics_port = server.metrics_port()}),
                HasSubstr(" --metrics-port"));
    EXPECT_THAT(error_of({.bind_address = "nonsense"}), HasSubstr("--bind-address: nonsense"));
}

TEST_F(ServerTest, AnEmptyAddressMeansIpv4Too) {
    Server everywhere(
        {.bind_address = "", .port = 0, .metrics_port = 0}, limits,
        {.directory = directory, .policy = policy, .metrics = metrics, .readiness = readiness, .tls = tls});
    EXPECT_TRUE(Peer(everywhere.port()).connected());
}

}  // namespace
}  // namespace server::http

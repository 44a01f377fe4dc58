#include <openssl/ssl.h>

#include "tests/certs/made.hpp"
#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

struct TlsClient : ClientTest {
    /// The failure of a GET from a server with this certificate.
    std::string failure_with(const std::shared_ptr<ssl_ctx_st>& tls,
                             const std::function<void(Configuration&)>& change) {
        const ScriptedServer server(tls, {answering({answer("hello")})});
        auto configuration = to(server);
        change(configuration);
        connect(configuration);
        const auto got = get();
        EXPECT_EQ(got.answer ? got.body : "hello", "hello");
        return got.failure();
    }
    static void nothing(Configuration&) {}
};

TEST_F(TlsClient, AnIpSanIsEnoughAndAnotherNameCanBeAskedFor) {
    EXPECT_EQ(failure_with(server_tls(), nothing), "");
    EXPECT_EQ(failure_with(server_tls(), [](auto& to) { to.host = "localhost"; }), "");
    const auto named = authority().context(Authority::request({"api.example.com"}));
    EXPECT_EQ(failure_with(named, [](auto& to) { to.tls_server_name = "api.example.com"; }), "");
}

TEST_F(TlsClient, SendsTheNameThatItVerifiesAsSni) {
    std::string seen;
    const ScriptedServer server(authority().context(Authority::request({"api.example.com"})), {[&](Visitor& visitor) {
                                    visitor.handshake();
                                    visitor.read_request();
                                    seen = visitor.server_name();
                                    visitor.send(answer("x"));
                                }});
    auto configuration = to(server);
    configuration.tls_server_name = "api.example.com";
    connect(configuration);
    EXPECT_EQ(get().failure(), "");
    EXPECT_EQ(seen, "api.example.com");
}

TEST_F(TlsClient, TalksToIpv6) {
    const ScriptedServer server(server_tls(), {answering({answer("hello")})}, "::1");
    auto configuration = to(server);
    configuration.host = "::1";
    connect(configuration);
    EXPECT_EQ(get().body, "hello");
    EXPECT_EQ(client->server(), "https://[::1]:" + std::to_string(server.port()));
}

TEST_F(TlsClient, SaysWhyItRefusesAServer) {
    EXPECT_THAT(failure_with(server_tls(), [](auto& to) { to.ca.data = certs::testing::a_ca().certificate_pem; }),
                AllOf(StartsWith("tls: https://127.0.0.1:"), HasSubstr("not signed by a CA that is trusted here")));
    EXPECT_THAT(failure_with(server_tls(), [](auto& to) { to.ca.data.clear(); }),
                HasSubstr("not signed by a CA that is trusted here"));
    EXPECT_THAT(failure_with(authority().context(Authority::request({"other.example.com"})), nothing),
                HasSubstr("its SANs do not include `127.0.0.1`"));
    EXPECT_THAT(failure_with(server_tls(), [](auto& to) { to.tls_server_name = "other.example.com"; }),
                HasSubstr("its SANs do not include `other.example.com`"));
    EXPECT_THAT(failure_with(authority().context(Authority::request({}, {"127.0.0.1"}, 24h * 60)), nothing),
                HasSubstr("certificate has expired; compare the server's certificate with this machine's clock"));
}

TEST_F(TlsClient, WithoutVerificationAnyServerWillDo) {
    EXPECT_EQ(failure_with(authority().context(Authority::request({"other.example.com"}, {}, 24h * 60)),
                           [](auto& to) {
                               to.insecure_skip_tls_verify = true;
                               to.ca = {};
                           }),
              "");
}

TEST_F(TlsClient, TheServerCanWantACertificate) {
    const auto tls = authority().context(Authority::request({"localhost"}, {"127.0.0.1"}));
    const auto ca = certs::testing::parsed(authority().ca.certificate_pem);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(tls.get()), ca.get());
    SSL_CTX_set_purpose(tls.get(), X509_PURPOSE_ANY);
    SSL_CTX_set_verify(tls.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    const auto pair = certs::issue_leaf(Authority::request({"client"}), authority().ca).value();
    EXPECT_EQ(failure_with(tls,
                           [&](auto& to) {
                               to.client_certificate.data = pair.certificate_pem;
                               to.client_key.data = pair.key_pem;
                           }),
              "");
    EXPECT_THAT(failure_with(tls, nothing), AllOf(StartsWith("tls: "), HasSubstr("certificate required")));
}

TEST_F(TlsClient, AServerWithoutTlsIsToldAsThat) {
    const ScriptedServer server(nullptr, {[](Visitor& visitor) {
                                    visitor.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                                    visitor.wait_for_end();
                                }});
    connect(to(server));
    EXPECT_THAT(get().failure(), AllOf(StartsWith("tls: "), HasSubstr("the server does not speak TLS")));
}

TEST_F(TlsClient, AServerThatHangsUpInTheHandshakeIsToldAsThat) {
    const ScriptedServer server(nullptr, {[](Visitor& visitor) { visitor.end(); }});
    connect(to(server));
    EXPECT_THAT(get().failure(), AllOf(StartsWith("tls: "), HasSubstr("closed the connection in the TLS handshake")));
}

TEST_F(TlsClient, CannotBeMadeWithCertificatesThatCannotBeUsed) {
    const ScriptedServer server(nullptr, {});
    auto configuration = to(server);
    configuration.ca.data = "no PEM";
    EXPECT_THROW(connect(configuration), std::runtime_error);
    configuration.ca = {.data = "", .file = "/does/not/exist"};
    EXPECT_THROW(connect(configuration), std::runtime_error);
}

}  // namespace
}  // namespace server::kube

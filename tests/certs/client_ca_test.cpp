#include "certs/client_ca.hpp"

#include "tests/certs/client.hpp"
#include "tests/certs/connect.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

namespace certs {
namespace {

using std::chrono::days;
using testing::a_ca;
using testing::a_ca_of_today;
using testing::a_client;
using testing::a_client_leaf;
using testing::a_leaf;
using testing::connect;
using testing::Folder;
using ::testing::HasSubstr;
using testing::now;

class LoadClientCa : public ::testing::Test {
protected:
    [[nodiscard]] std::string refused(const std::string& pem, std::chrono::system_clock::time_point when = now) const {
        const auto loaded = load_client_ca(folder.write("ca.crt", pem), when);
        EXPECT_FALSE(loaded) << "was accepted";
        EXPECT_EQ(ERR_peek_error(), 0U);
        return loaded ? std::string() : loaded.error().detail.substr(folder.file("ca.crt").size());
    }
    static KeyPair ca_for(int lifetime_days) { return issue_ca(testing::request("a CA", lifetime_days)).value(); }

    Folder folder;
};

TEST_F(LoadClientCa, comes_back_as_it_is_with_the_last_expiry) {
    const auto bundle = ca_for(1).certificate_pem + ca_for(30).certificate_pem + ca_for(7).certificate_pem;
    const auto loaded = load_client_ca(folder.write("ca.crt", bundle), now).value();
    EXPECT_EQ(loaded.pem, bundle);
    EXPECT_EQ(loaded.not_after, now + days(30));
    EXPECT_TRUE(load_client_ca(folder.file("ca.crt"), now + days(29))) << "one valid CA is enough";
}

TEST_F(LoadClientCa, what_would_let_nobody_in_is_refused) {
    const auto ca = ca_for(30);
    EXPECT_EQ(load_client_ca(folder.file("none"), now).error().detail,
              folder.file("none") + ": No such file or directory");
    EXPECT_EQ(refused(""), ": is empty");
    EXPECT_EQ(refused("# no CA yet\n"), ": holds no certificate in PEM");
    EXPECT_EQ(refused(ca.key_pem), ": holds no certificate in PEM");
    EXPECT_THAT(refused(ca.certificate_pem + ca.certificate_pem.substr(0, 200)), HasSubstr("incomplete"));
    EXPECT_EQ(refused(ca.certificate_pem, now + days(30)),
              ": every CA in it has expired, the last one at 2027-02-14T08:00:00Z");
    EXPECT_EQ(refused(ca.certificate_pem, now - days(1)), ": no CA in it is valid now");
}

TEST_F(LoadClientCa, more_names_than_a_handshake_can_hold_are_refused) {
    const auto pem = issue_ca(testing::request(std::string(64, 'c'))).value().certificate_pem;
    std::string many;
    while (many.size() < 800'000) many += pem;
    EXPECT_EQ(refused(many), ": holds more CAs than a handshake can name");
}

/// Every case is tried with TLS 1.2, where the client hears of it in the handshake, and with 1.3, where it does not.
class ClientCertificate : public ::testing::TestWithParam<int> {
protected:
    [[nodiscard]] testing::Pair present(const std::string& client_ca_pem, const KeyPair& client_pair) const {
        ServerSettings settings;
        settings.client_ca_pem = client_ca_pem;
        const auto server = server_context(server_pair, settings).value();
        const auto client = a_client();
        SSL_CTX_set_max_proto_version(client.get(), GetParam());
        if (!client_pair.key_pem.empty()) {
            const auto certificates = decode_certificates(client_pair.certificate_pem, "client").value();
            SSL_CTX_use_certificate(client.get(), certificates.front().get());
            for (std::size_t i = 1; i < certificates.size(); ++i)
                SSL_CTX_add1_chain_cert(client.get(), certificates[i].get());
            SSL_CTX_use_PrivateKey(client.get(), decode_key(client_pair.key_pem, "client").value().get());
        }
        return connect(server.get(), client.get());
    }
    void expect_refused(const KeyPair& client_pair, HandshakeFailure kind, const std::string& detail) const {
        const auto pair = present(ca.certificate_pem, client_pair);
        EXPECT_FALSE(pair.done);
        EXPECT_EQ(pair.trouble.kind, kind) << pair.trouble.detail;
        EXPECT_THAT(pair.trouble.detail, HasSubstr(detail));
        EXPECT_EQ(ERR_peek_error(), 0U);
    }

    KeyPair server_pair = a_leaf(a_ca());
    KeyPair ca = a_ca_of_today();
};

TEST_P(ClientCertificate, of_the_ca_comes_in) {
    EXPECT_TRUE(present(ca.certificate_pem, a_client_leaf(ca)).done);
    const auto other = a_ca_of_today("another");
    const auto both = other.certificate_pem + ca.certificate_pem;
    EXPECT_TRUE(present(both, a_client_leaf(ca)).done);
    EXPECT_TRUE(present(both, a_client_leaf(other)).done);
    EXPECT_TRUE(present(ca.certificate_pem, a_client_leaf(ca, {.purposes = nullptr})).done)
        << "no extendedKeyUsage allows all, as in Go";
    EXPECT_TRUE(present(ca.certificate_pem, a_client_leaf(ca, {.purposes = "serverAuth,clientAuth"})).done);
}

TEST_P(ClientCertificate, old_and_new_ca_of_one_name_overlap) {
    const auto renewed = a_ca_of_today();
    const auto both = renewed.certificate_pem + ca.certificate_pem;
    EXPECT_TRUE(present(both, a_client_leaf(ca)).done);
    EXPECT_TRUE(present(both, a_client_leaf(renewed)).done);
}

TEST_P(ClientCertificate, an_intermediate_ca_is_an_anchor) {
    const auto root = issue_ca(testing::request("a root")).value();
    const auto intermediate = a_client_leaf(root, {.common_name = "intermediate", .purposes = nullptr, .is_ca = true});
    EXPECT_TRUE(present(intermediate.certificate_pem, a_client_leaf(intermediate)).done);
}

TEST_P(ClientCertificate, others_stay_out) {
    using enum HandshakeFailure;
    expect_refused({}, client_certificate_missing, "peer did not return a certificate");
    expect_refused(a_client_leaf(a_ca_of_today("foreign")), client_certificate_unknown_ca,
                   "unable to get local issuer certificate: subject CN=kube-apiserver, issuer CN=foreign");
    expect_refused(a_client_leaf(a_ca_of_today()), client_certificate_unknown_ca, "issuer CN=clients");
    const auto today = std::chrono::system_clock::now();
    expect_refused(a_client_leaf(ca, {.from = today - days(2)}), client_certificate_expired, "has expired");
    expect_refused(a_client_leaf(ca, {.from = today + days(2)}), client_certificate_expired, "not yet valid");
    expect_refused(a_client_leaf(ca, {.purposes = "serverAuth"}), client_certificate_other, "purpose");
}

TEST_P(ClientCertificate, a_name_that_the_peer_chose_is_cut) {
    const std::string name(64, 'x');
    const auto pair =
        present(ca.certificate_pem, a_client_leaf(a_ca_of_today(std::string(64, 'y')), {.common_name = name}));
    EXPECT_LT(pair.trouble.detail.size(), 500U);
}

TEST_P(ClientCertificate, is_not_asked_for_without_a_ca) {
    EXPECT_TRUE(present("", {}).done);
    const auto pair = present("", a_client_leaf(a_ca_of_today("foreign")));
    EXPECT_TRUE(pair.done);
    EXPECT_EQ(SSL_get0_peer_certificate(pair.server.get()), nullptr);
}

TEST_P(ClientCertificate, the_request_names_every_ca_once) {
    const auto other = a_ca_of_today("another");
    const auto pair =
        present(ca.certificate_pem + other.certificate_pem + a_ca_of_today().certificate_pem, a_client_leaf(ca));
    ASSERT_TRUE(pair.done);
    const auto* names = SSL_get0_peer_CA_list(pair.client.get());
    ASSERT_EQ(sk_X509_NAME_num(names), 2);
    EXPECT_EQ(to_text(sk_X509_NAME_value(names, 0)), "CN=clients");
    EXPECT_EQ(to_text(sk_X509_NAME_value(names, 1)), "CN=another");
}

INSTANTIATE_TEST_SUITE_P(Tls, ClientCertificate, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "1_2" : "1_3"; });

}  // namespace
}  // namespace certs

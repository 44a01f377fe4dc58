#include "certs/client_context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

// Handshakes, and what is said when they fail, are tests/server/kube/client_tls_test.cpp.

namespace certs {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string failure_of(const ClientSettings& settings) {
    const auto made = client_context(settings);
    return made ? "" : made.error().detail;
}

ClientSettings with_pair(const KeyPair& pair) {
    return {.ca_pem = testing::a_ca().certificate_pem,
            .is_verified = true,
            .client_certificate = pair.certificate_pem,
            .client_key = pair.key_pem};
}

TEST(ClientContext, TrustsTheBundleOrTheSystem) {
    EXPECT_EQ(failure_of({.ca_pem = testing::a_ca().certificate_pem + testing::a_ca().certificate_pem}), "");
    EXPECT_EQ(failure_of({}), "");
    EXPECT_EQ(failure_of({.ca_pem = "no PEM"}), "the CA certificates: holds no certificate in PEM");
    EXPECT_EQ(failure_of({.ca_pem = "no PEM", .is_verified = false}), "");
}

TEST(ClientContext, TheSameCaTwiceIsNoError) {
    const auto pem = testing::a_ca().certificate_pem;
    EXPECT_EQ(failure_of({.ca_pem = pem + pem}), "");
}

TEST(ClientContext, CertificateAndKeyHaveToBelongTogether) {
    const auto ca = testing::a_ca();
    const auto leaf = testing::a_leaf(ca);
    EXPECT_EQ(failure_of(with_pair(leaf)), "");
    EXPECT_EQ(failure_of(with_pair({leaf.certificate_pem, testing::a_leaf(ca).key_pem})),
              "client certificate and key do not belong together");
    EXPECT_EQ(failure_of(with_pair({leaf.certificate_pem, ""})), "the client key: holds no private key in PEM");
    EXPECT_EQ(failure_of(with_pair({"", leaf.key_pem})), "the client certificate: holds no certificate in PEM");
    EXPECT_THAT(failure_of(with_pair({leaf.certificate_pem.substr(0, 100), leaf.key_pem})),
                StartsWith("the client certificate: a PEM block is incomplete"));
    EXPECT_THAT(failure_of(with_pair({leaf.certificate_pem, testing::pem_of(testing::key_of("RSA", std::size_t{2048}),
                                                                            EVP_aes_128_cbc(), "x")})),
                HasSubstr("encrypted"));
}

TEST(ClientContext, ANameIsSentAsSniAndAnAddressIsNot) {
    const auto context = client_context({.ca_pem = testing::a_ca().certificate_pem}).value();
    const auto sni = [&](const std::string& name) {
        const Connection connection(client_connection(context.get(), name).value());
        const char* sent = SSL_get_servername(connection.get(), TLSEXT_NAMETYPE_host_name);
        return std::string(sent != nullptr ? sent : "");
    };
    EXPECT_EQ(sni("kubernetes.default.svc"), "kubernetes.default.svc");
    EXPECT_EQ(sni("kubernetes.default.svc."), "kubernetes.default.svc");
    EXPECT_EQ(sni("10.0.0.1"), "");
    EXPECT_EQ(sni("fd00::1"), "");
    EXPECT_FALSE(client_connection(context.get(), "").has_value());
    EXPECT_FALSE(client_connection(context.get(), std::string(300, 'a')).has_value());
}

}  // namespace
}  // namespace certs

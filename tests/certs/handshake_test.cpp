#include "certs/handshake.hpp"

#include "tests/certs/connect.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

namespace certs {
namespace {

using enum HandshakeFailure;
using testing::a_ca;
using testing::a_client;
using testing::a_leaf;
using testing::connect;

class Handshake : public ::testing::Test {
protected:
    /// What a server makes of bytes that are no handshake.
    [[nodiscard]] HandshakeTrouble after(const std::string& bytes, bool ends) const {
        const Connection connection(SSL_new(server.get()));
        SSL_set_bio(connection.get(), BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())),
                    BIO_new(BIO_s_mem()));
        BIO_set_mem_eof_return(SSL_get_rbio(connection.get()), ends ? 0 : -1);
        SSL_set_accept_state(connection.get());
        ERR_clear_error();
        EXPECT_LT(SSL_accept(connection.get()), 1);
        auto trouble = why_handshake_failed(connection.get());
        EXPECT_EQ(ERR_peek_error(), 0U);
        return trouble;
    }

    KeyPair leaf = a_leaf(a_ca());
    std::shared_ptr<SSL_CTX> server = server_context(leaf, {}).value();
};

TEST_F(Handshake, a_caller_that_does_not_accept_our_certificate_is_known_by_its_alert) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto client = a_client();
        SSL_CTX_set_max_proto_version(client.get(), version);
        SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);  // trusts nobody
        const auto pair = connect(server.get(), client.get());
        EXPECT_FALSE(pair.done);
        EXPECT_EQ(pair.trouble.kind, server_certificate_refused) << pair.trouble.detail;
        EXPECT_EQ(pair.trouble.detail, "the caller's alert: unknown CA");
    }
}

TEST_F(Handshake, every_alert_about_a_certificate_counts_as_that) {
    const auto client = a_client();
    SSL_CTX_set_max_proto_version(client.get(), TLS1_2_VERSION);
    const Connection connection(SSL_new(client.get()));
    SSL_set_bio(connection.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_connect(connection.get());
    std::string hello(4096, '\0');
    hello.resize(static_cast<std::size_t>(
        BIO_read(SSL_get_wbio(connection.get()), hello.data(), static_cast<int>(hello.size()))));
    // The alert in clear of a client of TLS 1.2 that gives up: type 21, version, length 2, fatal.
    const auto alert = [&](int code) {
        const std::string record = {'\x15', '\x03', '\x03', '\0', '\2', '\2', static_cast<char>(code)};
        return after(hello + record, true);
    };
    for (const int code : {42, 43, 44, 45, 46, 48}) EXPECT_EQ(alert(code).kind, server_certificate_refused) << code;
    for (const int code : {40, 47, 49, 50, 80}) EXPECT_EQ(alert(code).kind, other) << code;
    EXPECT_EQ(alert(45).detail, "the caller's alert: certificate expired");
}

TEST_F(Handshake, nothing_in_common) {
    auto client = a_client();
    SSL_CTX_set_max_proto_version(client.get(), TLS1_1_VERSION);
    EXPECT_EQ(connect(server.get(), client.get()).trouble.kind, protocol_version);
    client = a_client();
    SSL_CTX_set_max_proto_version(client.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(client.get(), "AES128-SHA");
    EXPECT_EQ(connect(server.get(), client.get()).trouble.kind, no_shared_cipher);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        client = a_client();
        SSL_CTX_set_max_proto_version(client.get(), version);
        SSL_CTX_set1_groups_list(client.get(), "P-521");
        EXPECT_EQ(connect(server.get(), client.get()).trouble.kind, no_shared_cipher) << version;
    }
}

TEST_F(Handshake, what_is_no_handshake) {
    EXPECT_EQ(after("GET / HTTP/1.1\r\n\r\n", false).kind, plain_http);
    EXPECT_EQ(after("SSH-2.0-OpenSSH_9.2\r\n", false).kind, protocol_version);
    EXPECT_EQ(after("", true).kind, reset);
    EXPECT_EQ(after("\x16\x03\x01", true).kind, reset);
}

}  // namespace
}  // namespace certs

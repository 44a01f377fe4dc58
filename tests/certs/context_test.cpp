#include "tests/certs/connect.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace certs {
namespace {

using testing::a_ca;
using testing::a_client;
using testing::a_leaf;
using testing::connect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::step;

class ServerContext : public ::testing::Test {
protected:
    [[nodiscard]] std::shared_ptr<SSL_CTX> server(const ServerSettings& settings = {}) const {
        return server_context(leaf, settings).value();
    }
    [[nodiscard]] static std::string refused(const ServerSettings& settings) {
        const auto checked = check_settings(settings);
        EXPECT_FALSE(checked) << "was accepted";
        EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue must be empty afterwards";
        return checked ? std::string() : checked.error().detail;
    }
    /// The suites that a client which offers one at a time is served with; TLS 1.2 or 1.3.
    [[nodiscard]] static std::vector<std::string> served(SSL_CTX* server, int version,
                                                         const std::vector<std::string>& offers) {
        std::vector<std::string> taken;
        for (const auto& offer : offers) {
            const auto client = a_client();
            SSL_CTX_set_max_proto_version(client.get(), version);
            SSL_CTX_set_min_proto_version(client.get(), version);
            const bool known = version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(client.get(), offer.c_str()) == 1
                                                         : SSL_CTX_set_cipher_list(client.get(), offer.c_str()) == 1;
            EXPECT_TRUE(known) << offer;
            if (connect(server, client.get()).done) taken.push_back(offer);
        }
        return taken;
    }

    KeyPair ca = a_ca();
    KeyPair leaf = a_leaf(ca);
};

TEST_F(ServerContext, speaks_1_2_and_1_3_and_nothing_older) {
    const auto context = server();
    for (const auto& [version, welcome] : {std::pair{TLS1_VERSION, false}, std::pair{TLS1_1_VERSION, false},
                                           std::pair{TLS1_2_VERSION, true}, std::pair{TLS1_3_VERSION, true}}) {
        const auto client = a_client();
        SSL_CTX_set_max_proto_version(client.get(), version);
        const auto pair = connect(context.get(), client.get());
        EXPECT_EQ(pair.done, welcome) << version << ": " << pair.why;
        if (!welcome) EXPECT_THAT(pair.why, HasSubstr("unsupported protocol"));
    }
}

TEST_F(ServerContext, min_version_1_3_refuses_1_2) {
    const auto context = server({.min_version = "1.3", .cipher_suites = {}});
    const auto client = a_client();
    EXPECT_TRUE(connect(context.get(), client.get()).done);
    SSL_CTX_set_max_proto_version(client.get(), TLS1_2_VERSION);
    EXPECT_FALSE(connect(context.get(), client.get()).done);
}

TEST_F(ServerContext, sends_no_session_ticket) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto client = a_client();
        SSL_CTX_set_max_proto_version(client.get(), version);
        static int tickets = 0;
        tickets = 0;
        SSL_CTX_set_session_cache_mode(client.get(), SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(client.get(), [](SSL*, SSL_SESSION*) { return ++tickets, 0; });
        const auto pair = connect(server().get(), client.get());
        ASSERT_TRUE(pair.done);
        char byte = 0;
        EXPECT_LE(SSL_read(pair.client.get(), &byte, 1), 0);  // takes in whatever came after the handshake
        EXPECT_EQ(SSL_SESSION_has_ticket(SSL_get0_session(pair.client.get())), 0) << version;
        EXPECT_EQ(SSL_SESSION_is_resumable(SSL_get0_session(pair.client.get())), 0) << version;
        // TLS 1.2 calls back for a session without a ticket and an id; in 1.3 a ticket is the only cause.
        if (version == TLS1_3_VERSION) EXPECT_EQ(tickets, 0);
    }
}

TEST_F(ServerContext, a_session_is_never_resumed) {
    const auto context = server();
    const auto client = a_client();
    SSL_CTX_set_max_proto_version(client.get(), TLS1_2_VERSION);
    const auto first = connect(context.get(), client.get());
    ASSERT_TRUE(first.done);
    auto* session = SSL_get1_session(first.client.get());
    const auto second = connect(context.get(), client.get(), [&](SSL* end) { SSL_set_session(end, session); });
    SSL_SESSION_free(session);
    ASSERT_TRUE(second.done);
    EXPECT_EQ(SSL_session_reused(second.client.get()), 0);
}

std::string alpn_answer(SSL_CTX* server, const std::string& offer, bool& done) {
    const auto client = a_client();
    SSL_CTX_set_alpn_protos(client.get(), reinterpret_cast<const unsigned char*>(offer.data()),
                            static_cast<unsigned>(offer.size()));
    const auto pair = connect(server, client.get());
    done = pair.done;
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(pair.client.get(), &chosen, &size);
    return {chosen, chosen + size};
}

TEST_F(ServerContext, answers_alpn_with_http_1_1_or_not_at_all) {
    const auto context = server();
    for (const auto& [offer, answer] : {std::pair<std::string, std::string>{"\x08http/1.1", "http/1.1"},
                                        {"\x02h2\x08http/1.1", "http/1.1"},
                                        {"\x02h2", ""},
                                        {"\x08http/1.0", ""},
                                        {"\x09http/1.1x", ""},
                                        {"", ""}}) {
        bool done = false;
        EXPECT_EQ(alpn_answer(context.get(), offer, done), answer) << offer;
        EXPECT_TRUE(done) << offer;
    }
}

TEST_F(ServerContext, agrees_on_x25519_and_p_256_alone) {
    const auto context = server();
    for (const auto& [group, welcome] : {std::pair{"X25519", true}, std::pair{"P-256", true}, std::pair{"P-384", false},
                                         std::pair{"P-521", false}, std::pair{"X448", false}}) {
        const auto client = a_client();
        SSL_CTX_set1_groups_list(client.get(), group);
        EXPECT_EQ(connect(context.get(), client.get()).done, welcome) << group;
    }
}

TEST_F(ServerContext, refuses_to_renegotiate) {
    const auto client = a_client();
    SSL_CTX_set_max_proto_version(client.get(), TLS1_2_VERSION);
    const auto pair = connect(server().get(), client.get());
    ASSERT_TRUE(pair.done);
    ASSERT_EQ(SSL_renegotiate(pair.client.get()), 1);
    char byte = 0;
    std::string why;
    for (int i = 0; i < 10; ++i) {
        if (!step(pair.client.get(), why)) break;
        SSL_read(pair.server.get(), &byte, 1);
    }
    EXPECT_EQ(why, "no renegotiation");
    EXPECT_EQ(SSL_total_renegotiations(pair.server.get()), 0);
    ERR_clear_error();
}

TEST_F(ServerContext, takes_forward_secret_aead_suites_by_default) {
    const auto context = server();
    EXPECT_THAT(
        served(context.get(), TLS1_2_VERSION,
               {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
                "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-NULL-SHA", "AECDH-AES128-SHA"}),
        ElementsAre("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"));
    EXPECT_EQ(served(context.get(), TLS1_3_VERSION,
                     {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"})
                  .size(),
              3U);
}

const std::vector<std::string> some_of_1_2 = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                              "ECDHE-ECDSA-CHACHA20-POLY1305"};
const std::vector<std::string> all_of_1_3 = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                             "TLS_CHACHA20_POLY1305_SHA256"};

TEST_F(ServerContext, takes_a_list_of_suites_by_any_of_their_names) {
    const auto context = server({.min_version = "1.2",
                                 .cipher_suites = {"TLS_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                                   "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305"}});  // Go's name
    EXPECT_THAT(served(context.get(), TLS1_2_VERSION, some_of_1_2),
                ElementsAre("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"));
    EXPECT_THAT(served(context.get(), TLS1_3_VERSION, all_of_1_3), ElementsAre("TLS_AES_256_GCM_SHA384"));
}

TEST_F(ServerContext, the_order_of_the_list_is_the_preference) {
    const auto context = server(
        {.min_version = "1.2",
         .cipher_suites = {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}});
    const auto client = a_client();
    SSL_CTX_set_max_proto_version(client.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(client.get(), "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384");
    const auto pair = connect(context.get(), client.get());
    ASSERT_TRUE(pair.done);
    EXPECT_STREQ(SSL_get_cipher_name(pair.server.get()), "ECDHE-ECDSA-AES256-GCM-SHA384");
}

TEST_F(ServerContext, a_list_governs_the_versions_that_it_names) {
    const auto only_1_2 = server({.min_version = "1.2", .cipher_suites = {"ECDHE-ECDSA-AES128-GCM-SHA256"}});
    EXPECT_EQ(served(only_1_2.get(), TLS1_3_VERSION, all_of_1_3).size(), 3U);
    const auto only_1_3 = server({.min_version = "1.2", .cipher_suites = {"TLS_AES_128_GCM_SHA256"}});
    EXPECT_TRUE(served(only_1_3.get(), TLS1_2_VERSION, some_of_1_2).empty());
    EXPECT_THAT(served(only_1_3.get(), TLS1_3_VERSION, all_of_1_3), ElementsAre("TLS_AES_128_GCM_SHA256"));
}

TEST_F(ServerContext, wrong_settings_are_refused_by_name) {
    EXPECT_EQ(refused({.min_version = "1.1", .cipher_suites = {}}), "TLS version `1.1` is neither 1.2 nor 1.3");
    EXPECT_EQ(refused({.min_version = "1.2", .cipher_suites = {"TLS_AES_128_GCM_SHA256", "TLS_WRONG"}}),
              "unknown cipher suite `TLS_WRONG`");
    EXPECT_EQ(refused({.min_version = "1.2", .cipher_suites = {"HIGH:!aNULL"}}), "unknown cipher suite `HIGH:!aNULL`");
    EXPECT_EQ(refused({.min_version = "1.2", .cipher_suites = {""}}), "unknown cipher suite ``");
    for (const char* name : {"NULL-SHA256", "AECDH-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_NULL_SHA"})
        EXPECT_EQ(
            refused({.min_version = "1.2", .cipher_suites = {"TLS_AES_128_GCM_SHA256", name}}),
            std::string("cipher suite `") + name + "` is not safe enough, or not of a TLS version that is served");
    EXPECT_THAT(refused({.min_version = "1.3", .cipher_suites = {"ECDHE-ECDSA-AES128-GCM-SHA256"}}),
                HasSubstr("`ECDHE-ECDSA-AES128-GCM-SHA256` is not safe enough, or not of a TLS version"));
}

TEST_F(ServerContext, sends_the_chain_of_the_file_and_nothing_else) {
    for (const std::size_t extra : {0U, 1U}) {
        const auto chain = leaf.certificate_pem + (extra == 1 ? ca.certificate_pem : "");
        const auto context = server_context({chain, leaf.key_pem}, {}).value();
        const auto client = a_client();
        const auto pair = connect(context.get(), client.get());
        ASSERT_TRUE(pair.done);
        EXPECT_EQ(static_cast<std::size_t>(sk_X509_num(SSL_get_peer_cert_chain(pair.client.get()))), 1 + extra);
    }
}

TEST_F(ServerContext, serves_with_rsa_too) {
    const auto key = testing::key_of("RSA", std::size_t{2048});
    const auto context = server_context({testing::self_signed(key, testing::now), testing::pem_of(key)}, {}).value();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto client = a_client();
        SSL_CTX_set_max_proto_version(client.get(), version);
        EXPECT_TRUE(connect(context.get(), client.get()).done) << version;
    }
}

TEST_F(ServerContext, a_pair_that_does_not_match_makes_no_context) {
    const auto context = server_context({leaf.certificate_pem, a_leaf(ca).key_pem}, {});
    ASSERT_FALSE(context);
    EXPECT_THAT(context.error().detail, HasSubstr("the key cannot be used with the certificate"));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace certs

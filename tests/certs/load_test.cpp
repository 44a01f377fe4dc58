#include "tests/certs/client.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <sys/stat.h>

namespace certs {
namespace {

using testing::a_ca;
using testing::a_leaf;
using ::testing::AllOf;
using testing::Folder;
using ::testing::HasSubstr;
using testing::key_of;
using testing::now;
using testing::pem_of;
using testing::self_signed;
using ::testing::StartsWith;

class Load : public ::testing::Test {
protected:
    Result<KeyPair> load(const KeyPair& pair, std::chrono::system_clock::time_point when = now) const {
        return load_key_pair(folder.write("tls.crt", pair.certificate_pem), folder.write("tls.key", pair.key_pem),
                             {.now = when});
    }
    /// The failure's text; the test fails when there is none.
    std::string refused(const KeyPair& pair, std::chrono::system_clock::time_point when = now) const {
        const auto loaded = load(pair, when);
        EXPECT_FALSE(loaded) << "was accepted";
        EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue must be empty afterwards";
        return loaded ? std::string() : loaded.error().detail;
    }
    template <typename... Parameter>
    std::string refused_key(const char* kind, Parameter... parameter) const {
        const auto key = key_of(kind, parameter...);
        return refused({self_signed(key, now), pem_of(key)});
    }

    Folder folder;
    KeyPair ca = a_ca();
    KeyPair leaf = a_leaf(ca);
};

TEST_F(Load, a_pair_comes_back_as_it_is_with_its_chain) {
    const KeyPair with_chain{leaf.certificate_pem + ca.certificate_pem, leaf.key_pem};
    EXPECT_EQ(load(leaf).value(), leaf);
    EXPECT_EQ(load(with_chain).value(), with_chain);
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(Load, windows_line_ends_and_text_around_the_blocks_do_no_harm) {
    auto text = "subject=CN = localhost\n" + leaf.certificate_pem + "\n\n";
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.replace(at, 1, "\r\n");
    EXPECT_TRUE(load({text, leaf.key_pem}));
}

TEST_F(Load, every_key_that_kube_apiserver_accepts_is_taken) {
    for (const auto& key : {key_of("EC", "P-256"), key_of("EC", "P-384"), key_of("RSA", std::size_t{2048})}) {
        const auto loaded = load({self_signed(key, now), pem_of(key)});
        EXPECT_TRUE(loaded) << loaded.error().detail;
    }
}

TEST_F(Load, a_cut_certificate_is_never_taken) {
    const auto whole = leaf.certificate_pem + ca.certificate_pem;
    const auto first = leaf.certificate_pem.size();
    int taken = 0;
    for (std::size_t size = 0; size < whole.size(); ++size)
        if (load({whole.substr(0, size), leaf.key_pem})) {
            ++taken;
            // Whole lines of whole blocks, or what differs from them by dashes and newlines that say nothing.
            EXPECT_TRUE((size + 1 >= first && size <= first + 3) || size + 1 >= whole.size()) << size;
        }
    EXPECT_GT(taken, 0);
}

TEST_F(Load, a_cut_key_is_never_taken) {
    for (std::size_t size = 0; size + 1 < leaf.key_pem.size(); ++size)
        EXPECT_FALSE(load({leaf.certificate_pem, leaf.key_pem.substr(0, size)})) << size;
    EXPECT_THAT(refused({leaf.certificate_pem, leaf.key_pem.substr(0, 100)}),
                AllOf(StartsWith(folder.file("tls.key")), HasSubstr("incomplete or broken")));
}

TEST_F(Load, a_mismatch_is_named) {
    EXPECT_THAT(refused({leaf.certificate_pem, a_leaf(ca).key_pem}),
                AllOf(HasSubstr(folder.file("tls.crt")), HasSubstr(folder.file("tls.key")),
                      HasSubstr("certificate and key do not belong together")));
    EXPECT_THAT(refused({ca.certificate_pem + leaf.certificate_pem, leaf.key_pem}),
                HasSubstr("the leaf must come before its chain"));
    const auto rsa = key_of("RSA", std::size_t{2048});
    EXPECT_THAT(refused({leaf.certificate_pem, pem_of(rsa)}), HasSubstr("do not belong together"));
}

TEST_F(Load, a_chain_is_in_order) {
    const auto intermediate =
        testing::a_client_leaf(ca, {.common_name = "between", .purposes = nullptr, .from = now, .is_ca = true});
    const auto signed_by_it = testing::a_client_leaf(intermediate, {.purposes = "serverAuth", .from = now});
    const auto chain = [&](const std::string& after) {
        return KeyPair{signed_by_it.certificate_pem + after, signed_by_it.key_pem};
    };
    const auto& between = intermediate.certificate_pem;
    const auto& root = ca.certificate_pem;
    const auto foreign = a_ca().certificate_pem;
    for (const auto& good : {between, between + root, between + foreign, foreign, root})
        EXPECT_TRUE(load(chain(good))) << load(chain(good)).error().detail;
    EXPECT_THAT(refused(chain(root + between)),
                HasSubstr("tls.crt: the chain is in the wrong order: certificate 1 is not followed by the one that has "
                          "signed it"));
    const auto below =
        testing::a_client_leaf(intermediate, {.common_name = "below", .purposes = nullptr, .from = now, .is_ca = true});
    const auto deep = testing::a_client_leaf(below, {.purposes = nullptr, .from = now});
    EXPECT_TRUE(load({deep.certificate_pem + below.certificate_pem + between + root, deep.key_pem}));
    EXPECT_THAT(refused({deep.certificate_pem + below.certificate_pem + root + between, deep.key_pem}),
                HasSubstr("certificate 2 is not followed"));
}

TEST_F(Load, the_leaf_is_for_servers) {
    EXPECT_THAT(refused(testing::a_client_leaf(ca, {.purposes = "clientAuth", .from = now})),
                HasSubstr("tls.crt: is not for servers: its extendedKeyUsage lacks serverAuth"));
    for (const char* purposes : {"serverAuth", "clientAuth,serverAuth", "anyExtendedKeyUsage"})
        EXPECT_TRUE(load(testing::a_client_leaf(ca, {.purposes = purposes, .from = now}))) << purposes;
    EXPECT_TRUE(load(testing::a_client_leaf(ca, {.purposes = nullptr, .from = now}))) << "none allows all";
}

TEST_F(Load, the_time_decides) {
    EXPECT_TRUE(load(leaf, now - std::chrono::minutes(5)));
    EXPECT_THAT(refused(leaf, now - std::chrono::minutes(5) - std::chrono::seconds(1)),
                HasSubstr("tls.crt: not valid before 2027-01-15T07:55:00Z"));
    EXPECT_TRUE(load(leaf, now + std::chrono::days(90) - std::chrono::seconds(1)));
    EXPECT_THAT(refused(leaf, now + std::chrono::days(90)), HasSubstr("tls.crt: expired at 2027-04-15T08:00:00Z"));
}

TEST_F(Load, the_name_that_is_called_must_be_covered) {
    const auto why = [&](const std::string& name) {
        const auto checked = check_key_pair(leaf, "tls.crt", "tls.key", {.dns_name = name, .now = now});
        return checked ? std::string("accepted") : checked.error().detail;
    };
    EXPECT_EQ(why("localhost"), "accepted");
    EXPECT_EQ(why("webhook.kubeflow.svc"),
              "tls.crt: no DNS SAN covers webhook.kubeflow.svc, the name by which kube-apiserver calls; it has "
              "localhost");
    const auto key = key_of("EC", "P-256");
    const KeyPair nameless{self_signed(key, now), pem_of(key)};
    EXPECT_THAT(check_key_pair(nameless, "c", "k", {.dns_name = "any", .now = now}).error().detail,
                HasSubstr("it has no DNS SAN at all"));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(Load, keys_of_other_kinds_are_refused_with_the_reason) {
    EXPECT_THAT(refused_key("RSA", std::size_t{1024}),
                HasSubstr("tls.key: the key is RSA of 1024 bits; RSA needs 2048"));
    EXPECT_THAT(refused_key("EC", "P-521"), HasSubstr("is ECDSA on the curve secp521r1; P-256 and P-384"));
    EXPECT_THAT(refused_key("EC", "secp256k1"), HasSubstr("secp256k1"));
    EXPECT_THAT(refused_key("ED25519"), HasSubstr("is of type ED25519; use ECDSA P-256"));
}

TEST_F(Load, encrypted_keys_are_refused_with_a_sentence) {
    const auto key = key_of("EC", "P-256");
    EXPECT_THAT(refused({self_signed(key, now), pem_of(key, EVP_aes_256_cbc(), "secret")}),
                HasSubstr("tls.key: the key is encrypted; a server cannot ask for its passphrase"));
    const Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey_traditional(memory.get(), key.get(), EVP_aes_256_cbc(),
                                         reinterpret_cast<const unsigned char*>("secret"), 6, nullptr, nullptr);
    EXPECT_THAT(refused({self_signed(key, now), written(memory)}), HasSubstr("the key is encrypted"));
}

TEST_F(Load, files_that_are_none_are_named) {
    const auto good = folder.write("tls.crt", leaf.certificate_pem);
    const auto why = [&](const std::string& key_file) {
        return load_key_pair(good, key_file, {.now = now}).error().detail;
    };
    EXPECT_EQ(why(folder.file("missing")), folder.file("missing") + ": No such file or directory");
    EXPECT_THAT(why(folder.file("")), HasSubstr("is not a regular file"));
    EXPECT_THAT(why(folder.write("empty", "")), HasSubstr("empty: is empty"));
    EXPECT_THAT(why(folder.write("large", std::string((1U << 20U) + 1, 'a'))), HasSubstr("is larger than 1 MiB"));
    EXPECT_THAT(why(good), HasSubstr("holds no private key in PEM"));
    ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
    EXPECT_THAT(why(folder.file("pipe")), HasSubstr("is not a regular file"));
    EXPECT_THAT(refused({leaf.key_pem, leaf.key_pem}), HasSubstr("tls.crt: holds no certificate in PEM"));
}

TEST_F(Load, a_broken_certificate_later_in_the_chain_is_named) {
    const std::string broken = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    EXPECT_THAT(refused({leaf.certificate_pem + broken, leaf.key_pem}), HasSubstr("certificate 2 cannot be read"));
}

}  // namespace
}  // namespace certs

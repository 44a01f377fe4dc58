#include "certs/public_key.hpp"

#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <cstddef>
#include <string>

namespace certs {
namespace {

/// Public keys that openssl wrote once; nobody has kept their private halves.
std::string pem(const std::string& name) {
    return testing::read(std::string(TESTDATA) + "/oidc/keys/" + name + ".pem");
}

PublicKey key(const std::string& name) {
    const auto keys = decode_public_keys(pem(name), name);
    EXPECT_TRUE(keys) << (keys ? "" : keys.error().detail);
    EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue must be empty afterwards";
    return keys ? keys->front() : PublicKey{};
}

std::string refused(const std::string& text) {
    const auto keys = decode_public_keys(text, "next.pub");
    EXPECT_FALSE(keys) << "was accepted";
    EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue must be empty afterwards";
    return keys ? std::string() : keys.error().detail;
}

std::string hex(const std::string& bytes) {
    constexpr const char* digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

// The ids were computed with Python's hashlib from the DER in these files.
TEST(PublicKeys, HaveTheIdThatKubernetesGivesThem) {
    EXPECT_EQ(key("rsa").key_id, "9a05Q6RtfYNmuwY4H_y9WpF-M34Cjy2F9QF_G2zd7oQ");
    EXPECT_EQ(key("p256").key_id, "ty4ju1IAkySQsXn7BWd7O1FjgxGUbpYk2mKjrvmAmE0");
    EXPECT_EQ(key("p384").key_id, "PtydqmoIPp085exxdoUo-gF-u4xo14LE9f_tRAWI7LE");
    EXPECT_EQ(key("p521").key_id, "zuSWboEdMO2nk0v5Zrl8evIaKvU-OoIJ3fm0Rzm_Uzo");
}

TEST(PublicKeys, AreTakenApartInNumbers) {
    const PublicKey rsa = key("rsa");
    EXPECT_EQ(rsa.kind, PublicKey::Kind::rsa);
    EXPECT_EQ(rsa.modulus.size(), 256U);
    EXPECT_EQ(hex(rsa.modulus).substr(0, 20), "8e7d2b57dcc4ca1c5ccd");
    EXPECT_EQ(hex(rsa.exponent), "010001");
    const PublicKey p256 = key("p256");
    EXPECT_EQ(p256.kind, PublicKey::Kind::elliptic_curve);
    EXPECT_EQ(p256.curve, "P-256");
    EXPECT_EQ(hex(p256.x), "fd4ca523d6a730a2be3810a8ce04900795e9c0ee0be6c60866280b602165a29e");
    EXPECT_EQ(hex(p256.y), "a4d149d2e1dd454f11c4f2d08479751dbb5cca54fb669b1787f3004a61593ff0");
    EXPECT_EQ(key("p384").curve, "P-384");
    EXPECT_EQ(key("p521").curve, "P-521");
}

TEST(PublicKeys, AreTheSameHoweverTheyAreWritten) {
    EXPECT_EQ(key("rsa_pkcs1").key_id, key("rsa").key_id);
    EXPECT_EQ(key("rsa_certificate").key_id, key("rsa").key_id);
    EXPECT_EQ(key("rsa_certificate").modulus, key("rsa").modulus);
    for (const char* name : {"p256_compressed", "p256_explicit"}) {
        EXPECT_EQ(key(name).key_id, key("p256").key_id) << name;
        EXPECT_EQ(key(name).x, key("p256").x) << name;
        EXPECT_EQ(key(name).y, key("p256").y) << name;
    }
}

TEST(PublicKeys, AreReadAllInTheirOrder) {
    const auto keys = decode_public_keys(pem("p384") + "a remark\n" + pem("rsa"), "both");
    ASSERT_TRUE(keys) << keys.error().detail;
    ASSERT_EQ(keys->size(), 2U);
    EXPECT_EQ((*keys)[0].curve, "P-384");
    EXPECT_EQ((*keys)[1].kind, PublicKey::Kind::rsa);
}

TEST(PublicKeys, OfKindsThatKubernetesDoesNotSignWithAreRefused) {
    for (const char* name : {"secp256k1", "ed25519", "rsa_pss"}) {
        EXPECT_NE(refused(pem(name)).find("kube-apiserver signs with RSA, or ECDSA"), std::string::npos) << name;
    }
}

TEST(PublicKeys, ArePublic) {
    const std::string secret = testing::pem_of(testing::key_of("EC", "P-256"));
    EXPECT_NE(refused(secret).find("next.pub: holds a private key"), std::string::npos);
    EXPECT_NE(refused(pem("rsa") + secret).find("holds a private key"), std::string::npos);
}

TEST(PublicKeys, MustBeWhole) {
    const std::string whole = pem("p256");
    for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
        EXPECT_TRUE(refused(whole.substr(0, size)).starts_with("next.pub: ")) << size;
    }
    std::string spoilt = whole;
    spoilt[60] = '!';
    EXPECT_TRUE(refused(spoilt).starts_with("next.pub: "));
    EXPECT_NE(refused("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").find("cannot be read"),
              std::string::npos);
    EXPECT_EQ(refused("kid: a\n"), "next.pub: holds no public key and no certificate in PEM");
}

}  // namespace
}  // namespace certs

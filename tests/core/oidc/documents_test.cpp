#include "core/oidc/discovery.hpp"
#include "core/oidc/key_set.hpp"
#include "core/oidc/registered_provider.hpp"
#include "tests/core/oidc/made.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::oidc::decode_discovery;
using core::oidc::decode_key_set;
using core::oidc::Key;

TEST(OidcKeySet, ReadsRsaAndEllipticCurveKeys) {
    const auto set = decode_key_set(
        R"({"keys":[{"use":"sig","kty":"RSA","kid":"a","alg":"RS256","n":"ALE","e":"AQAB","x5t":"ignored"},)"
        R"({"kty":"EC","kid":"b","crv":"P-256","x":"AAE","y":"Ag"}]})");
    ASSERT_TRUE(set) << set.error().detail;
    ASSERT_EQ(set->keys.size(), 2U);
    EXPECT_EQ(set->keys[0], (Key{.kind = Key::Kind::rsa,
                                 .type = "RSA",
                                 .id = "a",
                                 .use = "sig",
                                 .algorithm = "RS256",
                                 .modulus = "\xb1",  // without the zero in front
                                 .exponent = std::string("\x01\x00\x01", 3)}));
    EXPECT_EQ(set->keys[1].kind, Key::Kind::elliptic_curve);
    EXPECT_EQ(set->keys[1].x, "\x01");
    EXPECT_EQ(algorithm_of(set->keys[1]), "ES256");
    EXPECT_EQ(set->keys[1].fault, "");
}

TEST(OidcKeySet, SaysWhyAKeyCannotBeUsed) {
    const auto fault = [](const std::string& key) {
        const auto set = decode_key_set(R"({"keys":[)" + key + "]}");
        return set ? set->keys.at(0).fault : set.error().detail;
    };
    EXPECT_EQ(fault(R"({"kty":"RSA","e":"AQAB"})"), "n is missing");
    EXPECT_EQ(fault(R"({"kty":"RSA","n":"sQ"})"), "e is missing");
    EXPECT_EQ(fault(R"({"kty":"RSA","n":"sQ==","e":"AQAB"})"), "n is not base64url without padding");
    EXPECT_EQ(fault(R"({"kty":"EC","crv":"P-256","x":"AQ"})"), "y is missing");
    EXPECT_EQ(fault(R"({"kty":"EC","x":"AQ","y":"AQ"})"), "crv is missing");
    EXPECT_EQ(fault(R"({"kty":"EC","crv":"secp256k1","x":"AQ","y":"AQ"})"), "its crv is none of P-256, P-384, P-521");
    EXPECT_EQ(fault(R"({"kty":"EC","crv":"P-256","y":"AQ","x":")" + std::string(44, 'A') + "\"}"), "x is missing");
    EXPECT_EQ(fault(R"({"kty":"EC","crv":"P-256","y":"AQ","x":")" + std::string(44, 'B') + "\"}"),
              "its x or y is longer than its curve is wide");
    EXPECT_EQ(fault(R"({"kty":"OKP","crv":"Ed25519","x":"AQ"})"), "its kty is neither RSA nor EC");
    EXPECT_EQ(fault("{}"), "kty is missing");
    EXPECT_EQ(fault(R"({"kty":"RSA","n":17})"), "/keys/0/n must be a string");
}

TEST(OidcKeySet, NamesPrivateMembersAndNeverKeepsThem) {
    for (const std::string member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}) {
        const auto set =
            decode_key_set(R"({"keys":[{"kty":"RSA","kid":"a","n":"sQ","e":"AQAB",")" + member + R"(":"c2VjcmV0"}]})");
        ASSERT_TRUE(set) << member;
        EXPECT_EQ(set->keys[0].private_member, member);
        EXPECT_EQ(encode_key_set(*set).find("c2VjcmV0"), std::string::npos) << member;
    }
}

TEST(OidcKeySet, RefusesWhatIsNoKeySet) {
    for (const char* text : {"", "[]", "{}", "null", R"({"keys":{}})", R"({"keys":null})", R"({"keys":[]}x)",
                             R"({"keys":["a"]})", R"({"kind":"Status"})"}) {
        EXPECT_FALSE(decode_key_set(text)) << text;
    }
    EXPECT_TRUE(decode_key_set(R"({"keys":[]})"));
}

TEST(OidcKeySet, ComesBackAsItWasWritten) {
    core::oidc::KeySet set{{oidc_made::rsa("a"), oidc_made::elliptic_curve("b")}};
    for (const auto& [curve, algorithm] : {std::pair{"P-384", "ES384"}, std::pair{"P-521", "ES512"}}) {
        Key key = oidc_made::elliptic_curve(curve);
        key.curve = curve;
        key.algorithm = algorithm;
        set.keys.push_back(key);
    }
    const auto again = decode_key_set(encode_key_set(set));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(*again, set);
    EXPECT_NE(encode_key_set(set).find(R"("x": "AAAAA)"), std::string::npos);  // as wide as the curve
}

TEST(OidcDiscovery, ComesBackAsItWasWritten) {
    const auto again = decode_discovery(encode_discovery(oidc_made::discovery()));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(*again, oidc_made::discovery());
}

TEST(OidcDiscovery, TellsAStatusAndOtherThingsFromADocument) {
    const auto status = decode_discovery(R"({"kind":"Status","status":"Failure","code":403})");
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().detail.find("Status"), std::string::npos);
    for (const char* text : {"{}", "[]", "null", R"({"keys":[]})", R"({"issuer":1})", R"({"issuer":"x"} {})"}) {
        EXPECT_FALSE(decode_discovery(text)) << text;
    }
    EXPECT_TRUE(decode_discovery(R"({"issuer":"https://a.b"})"));
}

TEST(OidcRegisteredProvider, IsWhatTheAwsCommandPrints) {
    const auto provider = core::oidc::decode_registered_provider(
        R"({"Url":"a.b/c","ClientIDList":["x","y"],"ThumbprintList":["00"],"CreateDate":"2026-01-01","Tags":[]})");
    ASSERT_TRUE(provider) << provider.error().detail;
    EXPECT_EQ(provider->url, "a.b/c");
    EXPECT_EQ(provider->client_ids, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(provider->thumbprints, std::vector<std::string>{"00"});
    EXPECT_FALSE(core::oidc::decode_registered_provider(R"({"OpenIDConnectProviderList":[]})"));
    EXPECT_FALSE(core::oidc::decode_registered_provider(R"({"Url":"a","ClientIDList":"x"})"));
}

}  // namespace

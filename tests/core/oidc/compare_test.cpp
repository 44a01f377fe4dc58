#include "core/oidc/compare.hpp"
#include "tests/core/oidc/made.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using core::check::Level;
using core::oidc::compare;
using core::oidc::Evidence;
using core::oidc::Key;
using oidc_made::evidence;
using oidc_made::says;
using oidc_made::shown;
using oidc_made::worst;

Evidence right() {
    Evidence all = evidence({"a"}, {"a"});
    all.token = oidc_made::token_of("a");
    all.provider = {.url = "s3.eu-central-1.amazonaws.com/oidc-team", .client_ids = {"sts.amazonaws.com"}};
    return all;
}

TEST(OidcCompare, FindsNothingWrongWhenAllIsRight) {
    EXPECT_EQ(worst(compare(right())), Level::ok) << shown(compare(right()));
    Evidence curves = right();
    curves.published.key_set.keys = {oidc_made::elliptic_curve("a")};
    curves.published.discovery.algorithms = {"ES256"};
    curves.api_server.key_set = curves.published.key_set;
    curves.token->algorithm = "ES256";
    EXPECT_EQ(worst(compare(curves)), Level::ok) << shown(compare(curves));
}

TEST(OidcCompare, HoldsIssuersEqualByteForByte) {
    for (const char* other : {"/", "x"}) {
        Evidence wrong = right();
        wrong.api_server.discovery.issuer += other;
        EXPECT_TRUE(says(compare(wrong), Level::fail, "issuer", "published is")) << shown(compare(wrong));
        Evidence token = right();
        token.token->issuer += other;
        EXPECT_TRUE(says(compare(token), Level::fail, "token", "its issuer is")) << shown(compare(token));
        Evidence provider = right();
        provider.provider->url += other;
        EXPECT_TRUE(says(compare(provider), Level::fail, "provider", "it is registered for"));
    }
    Evidence slash = right();
    slash.api_server.discovery.issuer += "/";
    EXPECT_TRUE(says(compare(slash), Level::fail, "issuer", "a slash at the end"));
    Evidence cased = right();
    cased.api_server.discovery.issuer = "https://s3.eu-central-1.amazonaws.com/OIDC-team";
    EXPECT_TRUE(says(compare(cased), Level::fail, "issuer", "upper and lower case"));
}

TEST(OidcCompare, LooksAtTheDiscoveryDocument) {
    const auto fails = [](auto change, std::string_view words) {
        Evidence wrong = right();
        change(wrong.published.discovery);
        EXPECT_TRUE(says(compare(wrong), Level::fail, "discovery", words)) << words << '\n' << shown(compare(wrong));
    };
    fails([](auto& document) { document.key_set_url = ""; }, "jwks_uri is missing");
    fails([](auto& document) { document.key_set_url = "http://a.example.com/jwks"; }, "https://");
    fails([](auto& document) { document.key_set_url = "https://10.0.0.1:6443/openid/v1/jwks"; }, "private address");
    fails([](auto& document) { document.response_types.clear(); }, "response_types_supported");
    fails([](auto& document) { document.subject_types = {"pairwise"}; }, "subject_types_supported");
    fails([](auto& document) { document.algorithms = {"ES256"}; }, "does not list \"RS256\"");
    Evidence elsewhere = right();
    elsewhere.published.discovery.key_set_url = "https://keys.example.com/jwks";
    EXPECT_TRUE(says(compare(elsewhere), Level::warn, "discovery", "does not lie under the issuer"));
    Evidence bare = right();
    bare.published.discovery.claims.clear();
    EXPECT_TRUE(says(compare(bare), Level::warn, "discovery", "claims_supported"));
}

TEST(OidcCompare, WantsEveryKeyOfTheApiServerPublishedAsItIs) {
    const auto missing = compare(evidence({"a"}, {"a", "b"}));
    EXPECT_TRUE(says(missing, Level::fail, "key", "\"b\" is not published")) << shown(missing);
    EXPECT_TRUE(says(missing, Level::ok, "key", "\"a\" (RS256) is published"));
    const auto fails = [](auto change, std::string_view words) {
        Evidence wrong = right();
        change(wrong.published.key_set.keys.front());
        EXPECT_TRUE(says(compare(wrong), Level::fail, "key", words)) << words << '\n' << shown(compare(wrong));
    };
    fails([](Key& key) { key.modulus = "another"; }, "another modulus or exponent");
    fails([](Key& key) { key.exponent = "\x03"; }, "another modulus or exponent");
    fails([](Key& key) { key.algorithm = "RS512"; }, "for \"RS512\", and the API server signs \"RS256\"");
    fails([](Key& key) { key.use = "enc"; }, "for use \"enc\"");
    fails([](Key& key) { key.id = ""; }, "has no kid");
    fails([](Key& key) { key.fault = "n is missing"; }, "cannot be used: n is missing");
    fails([](Key& key) { key.private_member = "d"; }, "THE PRIVATE KEY of \"a\" is published");
    Evidence unused = right();
    unused.published.key_set.keys.front().use = "";
    EXPECT_TRUE(says(compare(unused), Level::warn, "key", "for signatures"));
    Evidence silent = right();
    silent.published.key_set.keys.front().algorithm = "";
    EXPECT_EQ(worst(compare(silent)), Level::ok) << "RS256 is what Kubernetes means by an RSA key";
}

TEST(OidcCompare, LooksAtEllipticCurvePointsToo) {
    Evidence wrong = evidence({}, {});
    wrong.published.discovery.algorithms = {"ES256"};
    wrong.published.key_set.keys = wrong.api_server.key_set.keys = {oidc_made::elliptic_curve("a")};
    wrong.published.key_set.keys.front().y = "another";
    EXPECT_TRUE(says(compare(wrong), Level::fail, "key", "another curve point")) << shown(compare(wrong));
}

TEST(OidcCompare, FindsRepeatedKeysAndTooManyAndNone) {
    EXPECT_TRUE(
        says(compare(evidence({"a", "a"}, {"a"})), Level::fail, "key", "\"a\" is published twice, for the same"));
    Evidence twice = evidence({"a", "a"}, {"a"});
    twice.published.key_set.keys.back().modulus = "another";
    EXPECT_TRUE(says(compare(twice), Level::fail, "key", "twice, for different keys"));
    EXPECT_TRUE(says(compare(evidence({}, {"a"})), Level::fail, "key", "key set is empty"));
    EXPECT_TRUE(says(compare(evidence({"a"}, {})), Level::fail, "key", "API server's key set is empty"));
    std::vector<std::string> many{"a"};
    for (int index = 1; index < 100; ++index) {
        many.push_back(std::to_string(index));
    }
    EXPECT_FALSE(says(compare(evidence(many, {"a"})), Level::fail, "key", "more than 100"));
    many.emplace_back("one more");
    EXPECT_TRUE(says(compare(evidence(many, {"a"})), Level::fail, "key", "more than 100"));
}

TEST(OidcCompare, KnowsWhichAlgorithmsStsVerifies) {
    for (const char* algorithm : {"RS256", "RS384", "RS512", "ES256", "ES384", "ES512"}) {
        EXPECT_TRUE(core::oidc::is_supported_algorithm(algorithm)) << algorithm;
    }
    for (const char* algorithm : {"", "HS256", "PS256", "EdDSA", "none", "ML-DSA-44", "rs256"}) {
        EXPECT_FALSE(core::oidc::is_supported_algorithm(algorithm)) << algorithm;
    }
    Evidence wrong = right();
    wrong.api_server.key_set.keys.front() = {.type = "AKP", .id = "a", .use = "sig", .algorithm = "ML-DSA-44"};
    EXPECT_TRUE(
        says(compare(wrong), Level::fail, "key", "STS cannot verify the API server's key \"a\": \"ML-DSA-44\""));
}

TEST(OidcCompare, LooksAtWhoSignedTheToken) {
    Evidence unknown = right();
    unknown.token->key_id = "b";
    EXPECT_TRUE(says(compare(unknown), Level::fail, "token", "\"b\", which is not published"));
    Evidence nameless = right();
    nameless.token->key_id = "";
    EXPECT_TRUE(says(compare(nameless), Level::fail, "token", "(without a kid)"));
    Evidence other = right();
    other.token->algorithm = "RS384";
    EXPECT_TRUE(says(compare(other), Level::fail, "token", "it says alg \"RS384\""));
}

TEST(OidcCompare, LooksAtAudiences) {
    Evidence cluster = right();
    cluster.token->audiences = {"https://kubernetes.default.svc"};
    EXPECT_TRUE(says(compare(cluster), Level::fail, "token", "not for \"sts.amazonaws.com\""));
    Evidence several = right();
    several.token->audiences.emplace_back("vault");
    EXPECT_TRUE(says(compare(several), Level::warn, "token", "several audiences"));
    Evidence provider = right();
    provider.provider->client_ids = {"sigstore"};
    EXPECT_TRUE(says(compare(provider), Level::fail, "provider", "add-client-id-to-open-id-connect-provider"));
    Evidence own = right();
    own.audience = "sts.cn-north-1.amazonaws.com.cn";
    EXPECT_TRUE(says(compare(own), Level::fail, "provider", "not for \"sts.cn-north-1"));
    EXPECT_TRUE(says(compare(own), Level::fail, "token", "not for \"sts.cn-north-1"));
}

TEST(OidcCompare, LooksAtThumbprints) {
    Evidence odd = right();
    odd.provider->thumbprints = {std::string(40, 'a'), "aa:bb"};
    EXPECT_TRUE(says(compare(odd), Level::warn, "provider", "thumbprint"));
    odd.provider->thumbprints.pop_back();
    EXPECT_EQ(worst(compare(odd)), Level::ok);
}

TEST(OidcCompare, KeepsWhatHarmsATerminalOutOfItsLines) {
    Evidence strange = evidence({"\x1b[2J\nx"}, {"b"});
    strange.api_server.discovery.issuer = "https://a.b/\x1b[31m\n";
    for (const auto& each : compare(strange)) {
        for (const std::string& line : {each.text, each.advice}) {
            EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= ' '; })) << line;
        }
    }
}

}  // namespace

#include "core/oidc/https_url.hpp"
#include "core/oidc/issuer.hpp"
#include "core/oidc/s3_location.hpp"
#include "tests/core/oidc/made.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace {

using core::check::Level;
using core::oidc::decode_https_url;
using core::oidc::HttpsUrl;
using core::oidc::judge_issuer;
using core::oidc::S3Location;
using oidc_made::says;
using oidc_made::shown;

std::optional<S3Location> location(const char* url) { return s3_location(decode_https_url(url).value()); }

TEST(OidcHttpsUrl, IsTakenApart) {
    EXPECT_EQ(decode_https_url("https://a.b"), (HttpsUrl{"a.b", "", ""}));
    EXPECT_EQ(decode_https_url("https://a.b:8443/c/d/"), (HttpsUrl{"a.b", "8443", "/c/d/"}));
    EXPECT_EQ(decode_https_url("https://[2001:db8::1]:1/c"), (HttpsUrl{"[2001:db8::1]", "1", "/c"}));
    for (const char* text :
         {"", "a.b", "http://a.b", "HTTPS://a.b", "https://", "https:///a", "https://:1",
          "https://a.b:", "https://a.b:x", "https://a.b?c", "https://a.b#c", "https://a b", "https://a\n.b"}) {
        EXPECT_FALSE(decode_https_url(text)) << text;
    }
}

TEST(OidcHttpsUrl, KnowsWhereTheDocumentsAre) {
    EXPECT_EQ(core::oidc::discovery_url("https://a.b/c"), "https://a.b/c/.well-known/openid-configuration");
    EXPECT_EQ(core::oidc::discovery_url("https://a.b/c/"), "https://a.b/c/.well-known/openid-configuration");
    EXPECT_EQ(core::oidc::default_key_set_url("https://a.b/"), "https://a.b/openid/v1/jwks");
    EXPECT_EQ(core::oidc::path_below("https://a.b/c", "https://a.b/c/openid/v1/jwks"), "openid/v1/jwks");
    EXPECT_EQ(core::oidc::path_below("https://a.b/c/", "https://a.b/c/keys.json"), "keys.json");
    for (const char* url : {"https://a.b/cd/jwks", "https://a.b/c", "https://a.b/c/", "https://x.b/c/jwks", "jwks",
                            "https://a.b/c/../jwks", "https://a.b/c/./jwks", "https://a.b/c//jwks", "https://a.b/c/d/",
                            "https://a.b/c/.."}) {
        EXPECT_EQ(core::oidc::path_below("https://a.b/c", url), std::nullopt) << url;
    }
}

TEST(OidcHttpsUrl, KnowsHostsThatStsCannotReach) {
    for (const char* host :
         {"kubernetes.default.svc.cluster.local", "kubernetes.default.svc", "localhost", "master", "10.0.0.1",
          "192.168.1.1", "172.16.0.1", "172.31.9.9", "127.0.0.1", "[::1]", "[fd00::1]", "ip-10-0-0-1.ec2.internal"}) {
        EXPECT_NE(core::oidc::unreachable_because(host), "") << host;
    }
    for (const char* host : {"oidc.example.com", "172.15.0.1", "172.32.0.1", "172.1.0.1", "8.8.8.8", "[2001:db8::1]",
                             "s3.eu-central-1.amazonaws.com", "local.example.com", "100.0.0.1"}) {
        EXPECT_EQ(core::oidc::unreachable_because(host), "") << host;
    }
}

TEST(OidcS3Location, IsReadInBothStyles) {
    const S3Location plain{"oidc-team", "eu-central-1", ""};
    const S3Location deep{"oidc-team", "eu-central-1", "a/b"};
    EXPECT_EQ(location("https://oidc-team.s3.eu-central-1.amazonaws.com"), plain);
    EXPECT_EQ(location("https://oidc-team.s3.eu-central-1.amazonaws.com/a/b/"), deep);
    EXPECT_EQ(location("https://oidc-team.s3-eu-central-1.amazonaws.com/"), plain);
    EXPECT_EQ(location("https://oidc-team.s3.dualstack.eu-central-1.amazonaws.com"), plain);
    EXPECT_EQ(location("https://s3.eu-central-1.amazonaws.com/oidc-team"), plain);
    EXPECT_EQ(location("https://s3-eu-central-1.amazonaws.com/oidc-team/a/b"), deep);
    EXPECT_EQ(location("https://s3.dualstack.eu-central-1.amazonaws.com/oidc-team/"), plain);
    EXPECT_EQ(location("https://s3.amazonaws.com/oidc-team/a"), (S3Location{"oidc-team", "", "a"}));
    EXPECT_EQ(location("https://oidc-team.s3.amazonaws.com"), (S3Location{"oidc-team", "", ""}));
    EXPECT_EQ(location("https://a.b.s3.eu-central-1.amazonaws.com"), (S3Location{"a.b", "eu-central-1", ""}));
    EXPECT_EQ(location("https://x.s3.cn-north-1.amazonaws.com.cn"), (S3Location{"x", "cn-north-1", ""}));
}

TEST(OidcS3Location, IsNotSeenElsewhere) {
    for (const char* url : {"https://oidc.example.com/s3", "https://s3.example.com/bucket", "https://s3.amazonaws.com",
                            "https://s3.eu-central-1.amazonaws.com/", "https://x.s3-website-us-east-1.amazonaws.com",
                            "https://x.s3-website.eu-central-1.amazonaws.com", "https://amazonaws.com/s3/x",
                            "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE"}) {
        EXPECT_EQ(location(url), std::nullopt) << url;
    }
}

TEST(OidcIssuer, IsJudgedByItsUrl) {
    EXPECT_TRUE(judge_issuer(oidc_made::issuer).empty()) << shown(judge_issuer(oidc_made::issuer));
    EXPECT_TRUE(judge_issuer("https://oidc.example.com").empty());
    for (const char* url :
         {"http://oidc.example.com", "kubernetes/serviceaccount", "", "https://kubernetes.default.svc.cluster.local",
          "https://10.0.0.1", "https://x.s3-website-us-east-1.amazonaws.com",
          "https://a.b.s3.eu-central-1.amazonaws.com"}) {
        EXPECT_TRUE(says(judge_issuer(url), Level::fail, "issuer", "")) << url;
    }
    EXPECT_TRUE(says(judge_issuer("https://a.example.com:8443"), Level::warn, "issuer", "the port 8443"));
    EXPECT_TRUE(says(judge_issuer("https://a.example.com/"), Level::warn, "issuer", "ends with a slash"));
    EXPECT_TRUE(says(judge_issuer("https://A.example.com"), Level::warn, "issuer", "upper case"));
    EXPECT_TRUE(judge_issuer("https://a.example.com/B").empty());  // the path may hold any
}

TEST(OidcIssuer, IsToldFromWhatLooksTheSame) {
    EXPECT_EQ(core::oidc::difference("https://a.b/c", "https://a.b/c/"), "a slash at the end");
    EXPECT_EQ(core::oidc::difference("https://a.b/c", "https://a.b/C"), "upper and lower case");
    EXPECT_EQ(core::oidc::difference("https://a.b/c", "http://a.b/c"), "the scheme");
    EXPECT_EQ(core::oidc::difference("https://a.b/c", "a.b/c"), "the scheme");
    EXPECT_EQ(core::oidc::difference("https://a.b:443/c", "https://a.b/c"), "the port");
    EXPECT_EQ(core::oidc::difference("https://a.b/c", "https://a.b/d"), "");
}

}  // namespace

#include "core/text/base64.hpp"
#include "core/text/dns_name.hpp"
#include "core/text/pattern.hpp"
#include "core/text/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::text::matches_pattern;

TEST(Pattern, StarIsAnyCharactersAndQuestionMarkIsOne) {
    EXPECT_TRUE(matches_pattern("default-editor", "default-editor"));
    EXPECT_TRUE(matches_pattern("ws-1", "ws-*"));
    EXPECT_TRUE(matches_pattern("ws-", "ws-*"));
    EXPECT_FALSE(matches_pattern("ws", "ws-*"));
    EXPECT_TRUE(matches_pattern("arn:aws:iam::1:role/team/a/x", "arn:*:role/team/*"));
    EXPECT_TRUE(matches_pattern("abcabd", "*abd"));
    EXPECT_TRUE(matches_pattern("ab", "a?"));
    EXPECT_FALSE(matches_pattern("a", "a?"));
    EXPECT_FALSE(matches_pattern("abc", "a?"));
    EXPECT_TRUE(matches_pattern("", "**"));
    EXPECT_FALSE(matches_pattern("", "?"));
    EXPECT_FALSE(matches_pattern("a", ""));
    EXPECT_FALSE(matches_pattern("a.b", "a[.]b"));
}

TEST(Pattern, SurvivesWhatMakesNaiveMatchersSlow) {
    EXPECT_FALSE(matches_pattern(std::string(20'000, 'a'), "*a*a*a*a*a*a*b"));
}

TEST(Pattern, ExpandsTheProfile) {
    EXPECT_EQ(core::text::expand_profile("role/{profile}-{profile}", "team-a"), "role/team-a-team-a");
    EXPECT_EQ(core::text::expand_profile("{profil}", "team-a"), "{profil}");
}

TEST(DnsName, KnowsLabelsAndSubdomains) {
    for (const char* name : {"a", "a-b", "0", "team-a", "a1"}) {
        EXPECT_TRUE(core::text::is_dns_label(name)) << name;
        EXPECT_TRUE(core::text::is_dns_subdomain(name)) << name;
    }
    for (const char* name : {"", "-a", "a-", "A", "a_b", "a/b", "a b", "é", "a\n"}) {
        EXPECT_FALSE(core::text::is_dns_label(name)) << name;
        EXPECT_FALSE(core::text::is_dns_subdomain(name)) << name;
    }
    EXPECT_FALSE(core::text::is_dns_label("a.b"));
    EXPECT_TRUE(core::text::is_dns_subdomain("a.b"));
    for (const char* name : {".a", "a.", "a..b", "a.-b"}) {
        EXPECT_FALSE(core::text::is_dns_subdomain(name)) << name;
    }
    EXPECT_TRUE(core::text::is_dns_label(std::string(63, 'a')));
    EXPECT_FALSE(core::text::is_dns_label(std::string(64, 'a')));
    EXPECT_TRUE(core::text::is_dns_subdomain(std::string(253, 'a')));
    EXPECT_FALSE(core::text::is_dns_subdomain(std::string(254, 'a')));
}

TEST(Utf8, TruncatesBetweenCodePoints) {
    EXPECT_EQ(core::text::truncate("abc", 3), "abc");
    EXPECT_EQ(core::text::truncate("abcd", 3), "ab…");
    EXPECT_EQ(core::text::truncate("é😀é", 3), "é😀é");
    EXPECT_EQ(core::text::truncate("é😀éé", 3), "é😀…");
    EXPECT_EQ(core::text::truncate("abc", 1), "…");
    EXPECT_EQ(core::text::truncate("", 1), "");
}

TEST(Base64, PadsAsRfc4648) {
    const auto encode = [](std::string_view bytes) {
        std::string out;
        core::text::append_base64(out, bytes);
        return out;
    };
    EXPECT_EQ(encode(""), "");
    EXPECT_EQ(encode("f"), "Zg==");
    EXPECT_EQ(encode("fo"), "Zm8=");
    EXPECT_EQ(encode("foo"), "Zm9v");
    EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encode("\xFB\xFF\xFE"), "+//+");
}

TEST(Base64, IsDecodedAsItWasEncoded) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        std::string encoded;
        core::text::append_base64(encoded, bytes);
        EXPECT_EQ(core::text::decode_base64(encoded), bytes) << i;
        bytes += static_cast<char>(i * 7);
    }
}

TEST(Base64, IsRefusedWhenItIsAnythingElse) {
    for (const char* wrong : {"YQ", "YQ=", "=", "====", "YQ==YQ==", "Y===", "Y Q=", "YQ=\n", "Y-Q=", "YQ=a"}) {
        EXPECT_EQ(core::text::decode_base64(wrong), std::nullopt) << wrong;
    }
}

}  // namespace

#include "core/iam/token.hpp"

#include "core/text/base64url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace core::iam {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const projected =
    R"({"aud":["sts.amazonaws.com"],"exp":1795251600,"iat":1795248000,"nbf":1795248000,)"
    R"("iss":"https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE","jti":"x","kubernetes.io":)"
    R"({"namespace":"team-a","serviceaccount":{"name":"default-editor","uid":"u"}},)"
    R"("sub":"system:serviceaccount:team-a:default-editor"})";

std::string token_of(const std::string& claims) {
    return text::encode_base64url(R"({"alg":"RS256"})") + "." + text::encode_base64url(claims) + ".c2lnbmF0dXJl";
}

/// The claims with one of them replaced.
Result<Token> decoded_with(const std::string& claim) {
    return decode_token(token_of(R"({"iss":"https://a.example","sub":"s","aud":"b",)" + claim + "}"));
}

Error error_of(const std::string& text) {
    const auto token = decode_token(text);
    return token ? Error{ErrorCode::broken_json, "it was taken"} : token.error();
}

std::chrono::sys_seconds at(std::int64_t seconds) { return std::chrono::sys_seconds(std::chrono::seconds(seconds)); }

TEST(ServiceAccountToken, ReadsTheClaimsOfAProjectedToken) {
    const auto token = decode_token(token_of(projected) + "\n");
    ASSERT_TRUE(token) << token.error().detail;
    EXPECT_EQ(token->issuer, "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE");
    EXPECT_EQ(token->subject, "system:serviceaccount:team-a:default-editor");
    EXPECT_THAT(token->audiences, ElementsAre("sts.amazonaws.com"));
    EXPECT_EQ(token->expires_at, at(1'795'251'600));
    EXPECT_EQ(token->issued_at, at(1'795'248'000));
    EXPECT_EQ(token->valid_from, at(1'795'248'000));
    EXPECT_EQ(token->authorized_party, "");
}

TEST(ServiceAccountToken, TheHeaderNamesTheKeyAndMayBeAnything) {
    const auto with_header = [](const std::string& header) {
        return decode_token(header + "." + text::encode_base64url(projected) + ".c2lnbmF0dXJl");
    };
    const auto token = with_header(text::encode_base64url(R"({"alg":"ES256","kid":"a","typ":"JWT"})"));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->algorithm, "ES256");
    EXPECT_EQ(token->key_id, "a");
    for (const std::string& header :
         {std::string(), std::string("?"), text::encode_base64url("[]"), text::encode_base64url(R"({"kid":1})")}) {
        ASSERT_TRUE(with_header(header)) << header;
        EXPECT_EQ(with_header(header)->key_id, "") << header;
    }
}

TEST(ServiceAccountToken, AnAudienceMayBeAStringOrAList) {
    EXPECT_THAT(decoded_with(R"("aud":"one")")->audiences, ElementsAre("one"));
    EXPECT_THAT(decoded_with(R"("aud":["one","two"])")->audiences, ElementsAre("one", "two"));
}

TEST(ServiceAccountToken, TheAuthorizedPartyStandsInForTheAudience) {
    EXPECT_THAT(decoded_with(R"("aud":["one","two"])")->effective_audiences(), ElementsAre("one", "two"));
    EXPECT_THAT(decoded_with(R"("aud":["one","two"],"azp":"three")")->effective_audiences(), ElementsAre("three"));
}

TEST(ServiceAccountToken, DatesMayHaveAFractionOrAnExponentOrBeAbsent) {
    EXPECT_EQ(decoded_with(R"("exp":1.5e9)")->expires_at, at(1'500'000'000));
    EXPECT_EQ(decoded_with(R"("exp":17.9)")->expires_at, at(17));
    EXPECT_EQ(decoded_with(R"("exp":-0.5)")->expires_at, at(-1));
    EXPECT_EQ(decoded_with(R"("exp":null)")->expires_at, std::nullopt);
    EXPECT_EQ(decoded_with(R"("x":1)")->expires_at, std::nullopt);
    EXPECT_THAT(decoded_with(R"("exp":"soon")").error().detail, HasSubstr("/exp must be a number of seconds"));
    EXPECT_THAT(decoded_with(R"("exp":1e400)").error().detail, HasSubstr("/exp must be a number of seconds"));
    EXPECT_THAT(decoded_with(R"("exp":1e16)").error().detail, HasSubstr("/exp must be a number of seconds"));
}

TEST(ServiceAccountToken, SaysWhatIsMissingOrOfAWrongType) {
    EXPECT_THAT(error_of(token_of(R"({"sub":"s","aud":"a"})")).detail, HasSubstr("lack `iss`"));
    EXPECT_THAT(error_of(token_of(R"({"iss":"i","aud":"a"})")).detail, HasSubstr("lack `sub`"));
    EXPECT_THAT(error_of(token_of(R"({"iss":"i","sub":"s"})")).detail, HasSubstr("lack `aud`"));
    EXPECT_THAT(error_of(token_of(R"({"iss":"i","sub":"s","aud":[]})")).detail, HasSubstr("lack `aud`"));
    EXPECT_THAT(decoded_with(R"("sub":7)").error().detail, HasSubstr("/sub must be a string"));
    EXPECT_THAT(decoded_with(R"("aud":7)").error().detail, HasSubstr("/aud must be a string or a list of strings"));
    EXPECT_THAT(decoded_with(R"("aud":["a",7])").error().detail, HasSubstr("/aud/1 must be a string"));
    EXPECT_EQ(error_of(token_of("[1]")).code, ErrorCode::wrong_shape);
    EXPECT_EQ(error_of(token_of("{\"iss\":")).code, ErrorCode::broken_json);
    EXPECT_EQ(error_of(token_of(std::string(200, '['))).code, ErrorCode::too_deep);
}

TEST(ServiceAccountToken, RefusesWhatIsNoToken) {
    EXPECT_THAT(error_of("").detail, HasSubstr("empty"));
    EXPECT_THAT(error_of(" \n").detail, HasSubstr("empty"));
    EXPECT_THAT(error_of("a.b").detail, HasSubstr("three parts"));
    EXPECT_THAT(error_of("a.b.c.d").detail, HasSubstr("three parts"));
    EXPECT_THAT(error_of("a.b=.c").detail, HasSubstr("not base64url"));
    EXPECT_THAT(error_of("a.b c.d").detail, HasSubstr("not base64url"));
    EXPECT_THAT(error_of(std::string(max_token + 1, 'a')).detail, HasSubstr("20000 characters"));
}

TEST(ServiceAccountToken, NeverQuotesWhatItRefuses) {
    for (const std::string& text :
         {std::string("hunter2.hunter2"), "hunter2." + text::encode_base64url("hunter2") + ".x",
          token_of(R"({"iss":"hunter2","sub":"hunter2","aud":{"a":"hunter2"}})")}) {
        EXPECT_THAT(error_of(text).detail, Not(HasSubstr("hunter2")));
    }
}

TEST(ServiceAccountToken, EveryPrefixAndEveryChangeOfAByteGetsAnAnswer) {
    const std::string whole = token_of(projected);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        (void)decode_token(whole.substr(0, size));
    }
    const unsigned seed = 20'261'121;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 2'000; ++round) {
        std::string claims = projected;
        claims[random() % claims.size()] = static_cast<char>(random() % 256);
        if (const auto token = decode_token(token_of(claims))) {
            EXPECT_FALSE(token->issuer.empty() || token->subject.empty() || token->audiences.empty());
        }
    }
}

}  // namespace
}  // namespace core::iam

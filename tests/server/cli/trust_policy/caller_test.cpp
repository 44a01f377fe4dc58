#include "server/cli/trust_policy/caller.hpp"

#include "core/text/base64url.hpp"
#include "server/cli/flags.hpp"
#include "tests/server/cli/flags_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::cli::trust_policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'795'248'000)};  // 2026-11-21T08:00:00Z

core::iam::trust_policy::Document document(const std::vector<std::string>& issuers = {"o.example"}) {
    std::string statements;
    for (const std::string& issuer : issuers) {
        statements += (statements.empty() ? "" : ",") +
                      (R"({"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":)"
                       R"("arn:aws:iam::111122223333:oidc-provider/)" +
                       issuer + "\"}}");
    }
    return core::iam::trust_policy::decode_document(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}")
        .value();
}

CallerOptions named() {
    CallerOptions options;
    options.subjects.namespace_name = "team-a";
    return options;
}

/// The caller whose token has these claims beside `iss` and `sub`.
Caller with_token(const std::string& claims, const core::iam::trust_policy::Document& policy = document()) {
    const std::string json = R"({"iss":"https://o.example","sub":"system:serviceaccount:team-a:x",)" + claims + "}";
    const TemporaryFile file("e30." + core::text::encode_base64url(json) + ".c2ln\n");
    CallerOptions options;
    options.token_file = file.path();
    return caller(options, policy, now);
}

std::string complaint(const CallerOptions& options, const core::iam::trust_policy::Document& policy = document()) {
    try {
        (void)caller(options, policy, now);
    } catch (const WrongUse& error) {
        return error.what();
    }
    return "";
}

TEST(TrustPolicyCaller, ANameTakesTheIssuerOfTheOnlyProvider) {
    const Caller found = caller(named(), document(), now);
    ASSERT_THAT(found.claims, SizeIs(1));
    EXPECT_EQ(found.claims.front().issuer, "o.example");
    EXPECT_EQ(found.claims.front().provider_arn, "");
    EXPECT_EQ(found.claims.front().subject, "system:serviceaccount:team-a:default-editor");
    EXPECT_EQ(found.claims.front().audience, "sts.amazonaws.com");
    EXPECT_THAT(complaint(named(), document({"a.example", "b.example"})), HasSubstr("names several"));
    EXPECT_THAT(complaint(named(), document({})), HasSubstr("names no OIDC provider"));
}

TEST(TrustPolicyCaller, AnIssuerAndAProviderMustAgree) {
    CallerOptions options = named();
    options.issuer = "https://b.example";
    EXPECT_EQ(caller(options, document(), now).claims.front().issuer, "b.example");
    options.provider.provider = "arn:aws:iam::111122223333:oidc-provider/b.example";
    EXPECT_EQ(caller(options, document(), now).claims.front().provider_arn, options.provider.provider);
    options.provider.provider = "arn:aws:iam::111122223333:oidc-provider/c.example";
    EXPECT_THAT(complaint(options), HasSubstr("the tokens are of \"b.example\""));
}

TEST(TrustPolicyCaller, OnlyOneByNameCanAsk) {
    CallerOptions options = named();
    options.subjects.service_accounts = {"ws-*"};
    EXPECT_THAT(complaint(options), HasSubstr("a pattern or several"));
    options.subjects.service_accounts = {"a", "b"};
    EXPECT_THAT(complaint(options), HasSubstr("a pattern or several"));
}

TEST(TrustPolicyCaller, ATokenIsAskedOnceForEachAudience) {
    const Caller found = with_token(R"("aud":["a","b"])");
    ASSERT_THAT(found.claims, SizeIs(2));
    EXPECT_EQ(found.claims[0].audience, "a");
    EXPECT_EQ(found.claims[1].audience, "b");
    EXPECT_EQ(found.claims[0].subject, "system:serviceaccount:team-a:x");
    EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("2 audiences")));
    const Caller party = with_token(R"("aud":["a","b"],"azp":"c")");
    ASSERT_THAT(party.claims, SizeIs(1));
    EXPECT_EQ(party.claims[0].audience, "c");
    EXPECT_THAT(party.warnings, ElementsAre(HasSubstr("`azp`")));
}

TEST(TrustPolicyCaller, WarnsOfTimeToTheSecond) {
    EXPECT_THAT(with_token(R"("aud":"a","exp":1795248000)").warnings,
                ElementsAre(HasSubstr("expired at 2026-11-21T08:00:00Z")));
    EXPECT_THAT(with_token(R"("aud":"a","exp":1795248001,"nbf":1795248000)").warnings, IsEmpty());
    EXPECT_THAT(with_token(R"("aud":"a","nbf":1795248001)").warnings,
                ElementsAre(HasSubstr("not valid before 2026-11-21T08:00:01Z")));
    EXPECT_THAT(with_token(R"("aud":"a","iat":1795248001)").warnings, ElementsAre(HasSubstr("not valid before")));
    EXPECT_THAT(with_token(R"("aud":"a","iat":1795248001,"nbf":1)").warnings, IsEmpty());
}

TEST(TrustPolicyCaller, WarnsOfAnIssuerThatTheDocumentDoesNotName) {
    EXPECT_THAT(with_token(R"("aud":"a")", document({"b.example", "c.example"})).warnings,
                ElementsAre(HasSubstr("\"o.example\"; it names b.example, c.example")));
}

TEST(TrustPolicyCaller, ContextIsAListOfKeysWithTheirValues) {
    EXPECT_THAT(context({"aws:a=1", "aws:b=", "aws:a=2=3"}),
                UnorderedElementsAre(Pair("aws:a", ElementsAre("1", "2=3")), Pair("aws:b", IsEmpty())));
    EXPECT_THROW((void)context({"aws:a"}), WrongUse);
    EXPECT_THROW((void)context({"=1"}), WrongUse);
}

}  // namespace
}  // namespace server::cli::trust_policy

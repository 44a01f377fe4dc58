// One condition: what fulfils it, operator by operator, and what a key that is absent or unknown does.
#include "tests/core/iam/trust_policy/evaluation/evaluation.hpp"

#include <gtest/gtest.h>

namespace {

using core::iam::trust_policy::evaluation::Answer;
using tests::ask;
using tests::Context;

constexpr Answer yes = Answer::yes;
constexpr Answer no = Answer::no;
constexpr Answer depends = Answer::depends;

const std::string sub = std::string(tests::issuer) + ":sub";
const std::string aud = std::string(tests::issuer) + ":aud";
const std::string subject = R"("system:serviceaccount:team-a:default-editor")";

/// The key aws:TagKeys has these values.
Context tags(std::vector<std::string> values) { return {{"aws:TagKeys", std::move(values)}}; }

TEST(TrustPolicyCondition, KnowsTheClaimsOfTheToken) {
    EXPECT_EQ(ask("StringEquals", sub, subject), yes);
    EXPECT_EQ(ask("StringEquals", aud, R"("sts.amazonaws.com")"), yes);
    EXPECT_EQ(ask("StringEquals", sub, R"("sts.amazonaws.com")"), no);
    EXPECT_EQ(ask("StringEquals", aud, subject), no);
}

TEST(TrustPolicyCondition, ComparesKeysWithoutCase) {
    std::string shouted = sub;
    for (char& c : shouted) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    EXPECT_EQ(ask("StringEquals", shouted, subject), yes);
    EXPECT_EQ(ask("stringEQUALS", sub, subject), yes);
    EXPECT_EQ(ask("StringEquals", "AWS:tagkeys", R"("x")", tags({"x"})), yes);
}

TEST(TrustPolicyCondition, WantsOneOfSeveralValues) {
    EXPECT_EQ(ask("StringEquals", sub, "[\"a\"," + subject + ",\"b\"]"), yes);
    EXPECT_EQ(ask("StringEquals", sub, R"(["a","b"])"), no);
    EXPECT_EQ(ask("StringNotEquals", sub, "[\"a\"," + subject + ",\"b\"]"), no);
    EXPECT_EQ(ask("StringNotEquals", sub, R"(["a","b"])"), yes);
}

TEST(TrustPolicyCondition, IsFulfilledByNoValueOfNone) {
    EXPECT_EQ(ask("StringEquals", sub, "[]"), no);
    EXPECT_EQ(ask("ForAnyValue:StringLike", sub, "[]"), no);
    EXPECT_EQ(ask("ForAllValues:StringLike", sub, "[]"), no);
    EXPECT_EQ(ask("StringNotEquals", sub, "[]"), yes);
    EXPECT_EQ(ask("Null", sub, "[]"), no);
}

TEST(TrustPolicyCondition, ComparesStrings) {
    EXPECT_EQ(ask("StringEquals", sub, R"("System:serviceaccount:team-a:default-editor")"), no);
    EXPECT_EQ(ask("StringEquals", sub, R"("system:serviceaccount:team-a:*")"), no);
    EXPECT_EQ(ask("StringEqualsIgnoreCase", sub, R"("SYSTEM:serviceaccount:Team-A:default-editor")"), yes);
    EXPECT_EQ(ask("StringNotEqualsIgnoreCase", sub, R"("SYSTEM:serviceaccount:Team-A:default-editor")"), no);
    EXPECT_EQ(ask("StringEqualsIgnoreCase", sub, R"("system:serviceaccount:team-a:default-edito")"), no);
    EXPECT_EQ(ask("StringEquals", "aws:TagKeys", "true", tags({"true"})), yes);
    EXPECT_EQ(ask("StringEquals", "aws:TagKeys", "1.50", tags({"1.50"})), yes);
    EXPECT_EQ(ask("StringEquals", "aws:TagKeys", "1.50", tags({"1.5"})), no);
    EXPECT_EQ(ask("StringEquals", "aws:TagKeys", R"("")", tags({""})), yes);
    EXPECT_EQ(ask("StringEquals", "aws:TagKeys", R"("a*?")", tags({"a*?"})), yes);
}

TEST(TrustPolicyCondition, MatchesPatterns) {
    for (const char* pattern :
         {"*", "system:serviceaccount:team-a:*", "system:*:*-editor", "system:serviceaccount:team-?:default-editor",
          "system:serviceaccount:team-a:default-editor*"}) {
        const std::string values = std::string("\"") + pattern + "\"";
        EXPECT_EQ(ask("StringLike", sub, values), yes) << pattern;
        EXPECT_EQ(ask("StringNotLike", sub, values), no) << pattern;
    }
    for (const char* pattern :
         {"", "?", "system:serviceaccount:team-a", "SYSTEM:*", "system:serviceaccount:team-a:default-editor?"}) {
        const std::string values = std::string("\"") + pattern + "\"";
        EXPECT_EQ(ask("StringLike", sub, values), no) << pattern;
        EXPECT_EQ(ask("StringNotLike", sub, values), yes) << pattern;
    }
}

TEST(TrustPolicyCondition, MatchesArns) {
    const Context context = {{"aws:PrincipalArn", {"arn:aws:iam::111122223333:role/a/b"}}};
    for (const char* name : {"ArnEquals", "ArnLike"}) {
        EXPECT_EQ(ask(name, "aws:PrincipalArn", R"("arn:aws:iam::111122223333:role/a/b")", context), yes);
        EXPECT_EQ(ask(name, "aws:PrincipalArn", R"("arn:aws:iam::*:role/*")", context), yes);
        EXPECT_EQ(ask(name, "aws:PrincipalArn", R"("arn:*:role/a/b")", context), no);
    }
    for (const char* name : {"ArnNotEquals", "ArnNotLike"}) {
        EXPECT_EQ(ask(name, "aws:PrincipalArn", R"("arn:aws:iam::*:role/*")", context), no);
        EXPECT_EQ(ask(name, "aws:PrincipalArn", R"("*")", context), yes);
    }
}

TEST(TrustPolicyCondition, ComparesNumbersDatesAddressesAndBytes) {
    const Context context = {{"aws:MultiFactorAuthAge", {"300"}},
                             {"aws:CurrentTime", {"2026-11-21T17:30:00Z"}},
                             {"aws:SourceIp", {"203.0.113.7"}},
                             {"aws:SecureTransport", {"true"}},
                             {"aws:Blob", {"AAEC"}}};
    struct Case {
        const char* name;
        const char* key;
        const char* values;
        Answer answer;
    };
    const Case cases[] = {
        {"NumericEquals", "aws:MultiFactorAuthAge", "300.0", yes},
        {"NumericEquals", "aws:MultiFactorAuthAge", R"(["1","many"])", no},
        {"NumericNotEquals", "aws:MultiFactorAuthAge", R"("300.00")", no},
        {"NumericNotEquals", "aws:MultiFactorAuthAge", R"("many")", yes},
        {"NumericLessThan", "aws:MultiFactorAuthAge", "300", no},
        {"NumericLessThan", "aws:MultiFactorAuthAge", "1000", yes},
        {"NumericLessThanEquals", "aws:MultiFactorAuthAge", "300", yes},
        {"NumericLessThanEquals", "aws:MultiFactorAuthAge", "299.9", no},
        {"NumericGreaterThan", "aws:MultiFactorAuthAge", "300", no},
        {"NumericGreaterThan", "aws:MultiFactorAuthAge", "-1", yes},
        {"NumericGreaterThanEquals", "aws:MultiFactorAuthAge", "300", yes},
        {"NumericGreaterThanEquals", "aws:MultiFactorAuthAge", "300.1", no},
        {"DateEquals", "aws:CurrentTime", R"("2026-11-21T18:30:00+01:00")", yes},
        {"DateEquals", "aws:CurrentTime", "1795282200", yes},
        {"DateNotEquals", "aws:CurrentTime", R"("2026-11-21T17:30:00Z")", no},
        {"DateNotEquals", "aws:CurrentTime", R"("2026-11-21")", yes},
        {"DateLessThan", "aws:CurrentTime", R"("2026-11-22")", yes},
        {"DateLessThan", "aws:CurrentTime", R"("2026-11-21T17:30:00Z")", no},
        {"DateLessThanEquals", "aws:CurrentTime", R"("2026-11-21T17:30:00Z")", yes},
        {"DateGreaterThan", "aws:CurrentTime", R"("2026-11-21")", yes},
        {"DateGreaterThan", "aws:CurrentTime", R"("soon")", no},
        {"DateGreaterThanEquals", "aws:CurrentTime", R"("2026-11-21T17:30:00.1Z")", no},
        {"IpAddress", "aws:SourceIp", R"(["10.0.0.0/8","203.0.113.0/24"])", yes},
        {"IpAddress", "aws:SourceIp", R"("203.0.113.8")", no},
        {"IpAddress", "aws:SourceIp", R"("::/0")", no},
        {"NotIpAddress", "aws:SourceIp", R"(["10.0.0.0/8","203.0.113.0/24"])", no},
        {"NotIpAddress", "aws:SourceIp", R"("203.0.113/24")", yes},
        {"Bool", "aws:SecureTransport", "true", yes},
        {"Bool", "aws:SecureTransport", R"("True")", yes},
        {"Bool", "aws:SecureTransport", "false", no},
        {"Bool", "aws:SecureTransport", R"("1")", no},
        {"Bool", "aws:SourceIp", R"("203.0.113.7")", no},
        {"BinaryEquals", "aws:Blob", R"("AAEC")", yes},
        {"BinaryEquals", "aws:Blob", R"("AAED")", no},
        {"BinaryEquals", "aws:Blob", R"("AAE")", no},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(ask(each.name, each.key, each.values, context), each.answer) << each.name << " " << each.values;
    }
}

TEST(TrustPolicyCondition, OfAnAbsentKeyIsFulfilledByNegationAndIfExists) {
    const std::string absent = "s3:prefix";
    for (const char* base : {"StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnLike", "NumericLessThan",
                             "DateEquals", "IpAddress", "Bool", "BinaryEquals"}) {
        const std::string name = base;
        EXPECT_EQ(ask(name, absent, R"("*")"), no) << name;
        EXPECT_EQ(ask(name + "IfExists", absent, R"("*")"), yes) << name;
        EXPECT_EQ(ask("ForAllValues:" + name, absent, R"("*")"), yes) << name;
        EXPECT_EQ(ask("ForAnyValue:" + name, absent, R"("*")"), no) << name;
        EXPECT_EQ(ask("ForAnyValue:" + name + "IfExists", absent, R"("*")"), no) << name;
    }
    for (const char* base : {"StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase", "ArnNotLike",
                             "NumericNotEquals", "DateNotEquals", "NotIpAddress"}) {
        const std::string name = base;
        EXPECT_EQ(ask(name, absent, R"("*")"), yes) << name;
        EXPECT_EQ(ask("ForAllValues:" + name, absent, R"("*")"), yes) << name;
        EXPECT_EQ(ask("ForAnyValue:" + name, absent, R"("*")"), no) << name;
    }
}

TEST(TrustPolicyCondition, KnowsWhichKeysAreAbsent) {
    for (const char* key : {"s3:prefix", "cognito-identity.amazonaws.com:aud", "saml:aud", "oidc.example.com:sub",
                            "unprefixed", "sub", "xaws:SourceIp"}) {
        EXPECT_EQ(ask("StringLike", key, R"("*")"), no) << key;
    }
    EXPECT_EQ(ask("StringLike", std::string(tests::issuer) + ":amr", R"("*")"), no);
    EXPECT_EQ(ask("StringLike", std::string(tests::issuer) + "/:sub", R"("*")"), no);
    EXPECT_EQ(ask("StringLike", "aws:SourceIp", R"("*")", {{"AWS:sourceip", {}}}), no);
}

TEST(TrustPolicyCondition, DependsOnKeysThatAreNotKnown) {
    for (const char* key :
         {"aws:SourceIp", "AWS:sourceip", "aws:PrincipalArn", "sts:RoleSessionName", "sts:ExternalId"}) {
        for (const char* name : {"StringEquals", "StringNotEqualsIfExists", "ForAllValues:StringLike",
                                 "ForAnyValue:StringNotLike", "Null", "Bool"}) {
            EXPECT_EQ(ask(name, key, R"("x")"), depends) << name << " " << key;
        }
    }
    EXPECT_EQ(ask("StringEquals", "aws:SourceIp", R"("x")", {{"aws:sourceIP", {"x"}}}), yes);
}

TEST(TrustPolicyCondition, DependsOnAnUnknownOperator) {
    EXPECT_EQ(ask("StringMatches", sub, subject), depends);
    EXPECT_EQ(ask("NullIfExists", sub, "true"), depends);
    EXPECT_EQ(ask("StringMatches", "s3:prefix", subject), depends);
}

TEST(TrustPolicyCondition, AsksWhetherAKeyIsThere) {
    for (const char* present : {"false", R"("false")", R"("False")", R"(["true","false"])"}) {
        EXPECT_EQ(ask("Null", sub, present), yes) << present;
    }
    EXPECT_EQ(ask("Null", sub, "true"), no);
    EXPECT_EQ(ask("Null", sub, R"("")"), no);
    EXPECT_EQ(ask("Null", "s3:prefix", "true"), yes);
    EXPECT_EQ(ask("Null", "s3:prefix", R"("TRUE")"), yes);
    EXPECT_EQ(ask("Null", "s3:prefix", "false"), no);
    EXPECT_EQ(ask("ForAnyValue:Null", "s3:prefix", "true"), yes);
}

TEST(TrustPolicyCondition, AsksForAllAndForAnyOfSeveralValues) {
    const Context both = tags({"a", "b"});
    struct Row {
        const char* values;
        Answer plain, all, any, not_plain, not_all, not_any;
    };
    const Row rows[] = {{R"(["a","b"])", yes, yes, yes, no, no, no},
                        {R"(["a","c"])", yes, no, yes, no, no, yes},
                        {R"(["c","d"])", no, no, no, yes, yes, yes}};
    for (const Row& row : rows) {
        EXPECT_EQ(ask("StringEquals", "aws:TagKeys", row.values, both), row.plain) << row.values;
        EXPECT_EQ(ask("ForAllValues:StringEquals", "aws:TagKeys", row.values, both), row.all) << row.values;
        EXPECT_EQ(ask("ForAnyValue:StringEquals", "aws:TagKeys", row.values, both), row.any) << row.values;
        EXPECT_EQ(ask("StringNotEquals", "aws:TagKeys", row.values, both), row.not_plain) << row.values;
        EXPECT_EQ(ask("ForAllValues:StringNotEquals", "aws:TagKeys", row.values, both), row.not_all) << row.values;
        EXPECT_EQ(ask("ForAnyValue:StringNotEquals", "aws:TagKeys", row.values, both), row.not_any) << row.values;
    }
}

TEST(TrustPolicyCondition, TakesTheProviderForAKey) {
    const std::string arn = "\"" + tests::provider_arn() + "\"";
    EXPECT_EQ(ask("StringEquals", "aws:FederatedProvider", arn), yes);
    EXPECT_EQ(ask("ArnLike", "aws:federatedprovider", R"("arn:aws:iam::111122223333:oidc-provider/*")"), yes);
    EXPECT_EQ(ask("StringEquals", "aws:FederatedProvider", R"("x")"), no);
}

TEST(TrustPolicyCondition, LetsTheContextSpeakBeforeTheToken) {
    EXPECT_EQ(ask("StringEquals", aud, R"("kube")", {{aud, {"kube", "sts.amazonaws.com"}}}), yes);
    EXPECT_EQ(ask("StringEquals", aud, R"("sts.amazonaws.com")", {{aud, {}}}), no);
}

}  // namespace

// Statements and whole documents: principals, actions, and what wins.
#include "tests/core/iam/trust_policy/evaluation/evaluation.hpp"

#include "core/iam/trust_policy/evaluation/answer.hpp"

#include <gtest/gtest.h>

namespace {

using namespace core::iam::trust_policy;
using namespace core::iam::trust_policy::evaluation;
using tests::allow;
using tests::deny;
using tests::evaluation;
using tests::token;

const std::string right =
    R"({"StringEquals":{"oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E:aud":"sts.amazonaws.com"}})";
const std::string wrong = R"({"StringEquals":{"s3:prefix":"x"}})";
const std::string open = R"({"Bool":{"aws:SecureTransport":true}})";

/// Whether a statement with this principal member is for a token of the provider.
bool applies(const std::string& principal, const Claims& claims) {
    const auto found =
        evaluation(R"({"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",)" + principal + "}", claims);
    EXPECT_NE(found.verdict, Verdict::depends);
    return found.verdict == Verdict::allowed;
}

std::string federated(const std::string& arn) { return R"("Principal":{"Federated":")" + arn + "\"}"; }

TEST(TrustPolicyAnswer, FollowsKleene) {
    constexpr Answer no = Answer::no;
    constexpr Answer yes = Answer::yes;
    constexpr Answer depends = Answer::depends;
    const Answer rows[][4] = {{no, no, no, no},     {no, yes, no, yes},           {no, depends, no, depends},
                              {yes, yes, yes, yes}, {yes, depends, depends, yes}, {depends, depends, depends, depends}};
    for (const auto& [left, right_answer, conjunction, disjunction] : rows) {
        EXPECT_EQ(both(left, right_answer), conjunction);
        EXPECT_EQ(both(right_answer, left), conjunction);
        EXPECT_EQ(either(left, right_answer), disjunction);
        EXPECT_EQ(either(right_answer, left), disjunction);
    }
    EXPECT_EQ(negated(no), yes);
    EXPECT_EQ(negated(yes), no);
    EXPECT_EQ(negated(depends), depends);
    const std::vector<Answer> none;
    const auto itself = [](Answer answer) { return answer; };
    EXPECT_EQ(all_of(none, itself), yes);
    EXPECT_EQ(any_of(none, itself), no);
    EXPECT_EQ(all_of(std::vector{depends, no}, itself), no);
    EXPECT_EQ(any_of(std::vector{depends, yes}, itself), yes);
}

TEST(TrustPolicyPrincipal, IsTheProviderByteForByte) {
    const std::string arn = tests::provider_arn();
    EXPECT_TRUE(applies(federated(arn), token()));
    EXPECT_TRUE(applies(R"("Principal":{"Federated":["arn:x",")" + arn + "\"]}", token()));
    for (const std::string& other :
         {arn + "/", arn.substr(0, arn.size() - 1), "ARN" + arn.substr(3), std::string(tests::issuer),
          std::string("arn:aws:iam::444455556666:oidc-provider/") + tests::issuer,
          std::string("arn:aws-cn:iam::111122223333:oidc-provider/") + tests::issuer,
          std::string("arn:aws:iam::111122223333:oidc-provider/*"), std::string()}) {
        EXPECT_FALSE(applies(federated(other), token())) << other;
    }
    for (const char* type : {"AWS", "Service", "CanonicalUser", "federated"}) {
        EXPECT_FALSE(applies(std::string(R"("Principal":{")") + type + "\":\"" + arn + "\"}", token())) << type;
    }
}

TEST(TrustPolicyPrincipal, OfAnIssuerAloneIsInAnyAccount) {
    for (const char* issuer :
         {"oidc.example.com", "oidc.example.com:8443/path/a", "s3.us-east-1.amazonaws.com/bucket/cluster"}) {
        const Claims claims{.issuer = issuer, .subject = "s", .audience = "a"};
        for (const char* partition : {"aws", "aws-cn", "aws-us-gov"}) {
            const std::string front = std::string("arn:") + partition + ":iam::444455556666:oidc-provider/";
            EXPECT_TRUE(applies(federated(front + issuer), claims));
            EXPECT_FALSE(applies(federated(front + issuer + "/"), claims));
            EXPECT_FALSE(applies(federated(front + "x" + issuer), claims));
        }
        for (const char* front :
             {"arn:aws:iam::444455556666:saml-provider/", "arn:aws:sts::444455556666:oidc-provider/",
              "arn:aws:iam::44445555666:oidc-provider/", "arn:x:iam::444455556666:oidc-provider/", ""}) {
            EXPECT_FALSE(applies(federated(front + std::string(issuer)), claims)) << front;
        }
    }
}

TEST(TrustPolicyPrincipal, IsEverybodyForAStar) {
    for (const char* principal :
         {R"("Principal":"*")", R"("Principal":{"AWS":"*"})", R"("Principal":{"Federated":["x","*"]})"}) {
        EXPECT_TRUE(applies(principal, token())) << principal;
    }
    for (const char* principal : {R"("Principal":{"Service":"*"})", R"("Principal":{"AWS":"111122223333"})",
                                  R"("Principal":{"AWS":"arn:aws:iam::111122223333:root"})", R"("Principal":{})"}) {
        EXPECT_FALSE(applies(principal, token())) << principal;
    }
}

TEST(TrustPolicyPrincipal, MayBeTurnedRound) {
    EXPECT_FALSE(applies(R"("NotPrincipal":{"Federated":")" + tests::provider_arn() + "\"}", token()));
    EXPECT_FALSE(applies(R"("NotPrincipal":{"AWS":"x","Federated":[")" + tests::provider_arn() + "\"]}", token()));
    EXPECT_TRUE(applies(R"("NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"})", token()));
    EXPECT_FALSE(applies(R"("NotPrincipal":"*")", token()));
    EXPECT_TRUE(applies(R"("NotPrincipal":{})", token()));
}

TEST(TrustPolicyEvaluation, NeedsTheWebIdentityAction) {
    const auto verdict = [](const std::string& member) {
        return evaluation(R"({"Effect":"Allow","Principal":"*",)" + member + "}", token()).verdict;
    };
    EXPECT_EQ(verdict(R"("Action":["sts:TagSession","sts:AssumeRoleWithWebIdentity"])"), Verdict::allowed);
    EXPECT_EQ(verdict(R"("Action":"sts:AssumeRole")"), Verdict::refused);
    EXPECT_EQ(verdict(R"("NotAction":"sts:AssumeRole")"), Verdict::allowed);
    EXPECT_EQ(verdict(R"("NotAction":"STS:*")"), Verdict::refused);
}

TEST(TrustPolicyEvaluation, NeedsAllConditions) {
    EXPECT_EQ(evaluation(allow("{}"), token()).verdict, Verdict::allowed);
    EXPECT_EQ(evaluation(allow(right), token()).verdict, Verdict::allowed);
    const std::string other = R"({"StringLike":{"s3:prefix":"x"},)" + right.substr(1);
    EXPECT_EQ(evaluation(allow(other), token()).verdict, Verdict::refused);
    const std::string unknown_and_wrong = R"({"StringEquals":{"s3:prefix":"x","aws:SourceVpc":"x"}})";
    EXPECT_EQ(evaluation(allow(unknown_and_wrong), token()).verdict, Verdict::refused);
    const std::string unknown_and_right = R"({"Bool":{"aws:SecureTransport":true},)" + right.substr(1);
    EXPECT_EQ(evaluation(allow(unknown_and_right), token()).verdict, Verdict::depends);
}

TEST(TrustPolicyEvaluation, WeighsAllStatements) {
    struct Case {
        std::vector<std::string> statements;
        Verdict verdict;
        std::optional<std::size_t> decided_by;
    };
    const Case cases[] = {{{}, Verdict::refused, {}},
                          {{allow(wrong)}, Verdict::refused, {}},
                          {{allow(wrong), allow(right), allow(right)}, Verdict::allowed, 2},
                          {{allow(right), deny(right)}, Verdict::denied, 2},
                          {{allow(right), deny(wrong)}, Verdict::allowed, 1},
                          {{deny(right)}, Verdict::denied, 1},
                          {{deny(open), deny(right), deny(right)}, Verdict::denied, 2},
                          {{deny(wrong)}, Verdict::refused, {}},
                          {{allow(open)}, Verdict::depends, {}},
                          {{allow(open), allow(right)}, Verdict::allowed, 2},
                          {{deny(open), allow(right)}, Verdict::depends, {}},
                          {{deny(open), allow(open)}, Verdict::depends, {}},
                          {{deny(open), allow(wrong)}, Verdict::refused, {}},
                          {{deny(open)}, Verdict::refused, {}},
                          {{deny(open), allow(right), deny(right)}, Verdict::denied, 3}};
    for (const Case& each : cases) {
        std::string text;
        for (const std::string& statement : each.statements) {
            text += (text.empty() ? "" : ",") + statement;
        }
        const Evaluation found = evaluation(text, token());
        EXPECT_EQ(found.verdict, each.verdict) << text;
        EXPECT_EQ(found.decided_by, each.decided_by) << text;
        EXPECT_EQ(found.statements.size(), each.statements.size());
    }
}

TEST(TrustPolicyEvaluation, SaysOfEveryStatementWhetherItApplies) {
    const Evaluation found = evaluation(allow(wrong) + "," + deny(open) + "," + allow(right), token());
    ASSERT_EQ(found.statements.size(), 3U);
    EXPECT_EQ(found.statements[0].applies, Answer::no);
    EXPECT_EQ(found.statements[1].applies, Answer::depends);
    EXPECT_EQ(found.statements[1].effect, Effect::deny);
    EXPECT_EQ(found.statements[1].number, 2U);
    EXPECT_EQ(found.statements[2].applies, Answer::yes);
    EXPECT_TRUE(found.statements[2].reasons.empty());
}

TEST(TrustPolicyEvaluation, NamesEachUnknownKeyOnce) {
    const std::string both_keys =
        R"({"Bool":{"aws:SecureTransport":true},"StringEquals":{"sts:RoleSessionName":"${aws:SourceVpc}"}})";
    const std::string again = R"({"Bool":{"AWS:securetransport":true,"sts:RoleSessionName":true}})";
    const Evaluation found = evaluation(allow(both_keys) + "," + allow(again), token());
    EXPECT_EQ(found.unknown_keys, (std::vector<std::string>{"aws:SecureTransport", "sts:RoleSessionName"}));
    auto claims = token({{"sts:RoleSessionName", {"x"}}});
    EXPECT_EQ(evaluation(allow(both_keys), claims).unknown_keys,
              (std::vector<std::string>{"aws:SecureTransport", "aws:SourceVpc"}));
    // What does not change the verdict is not asked for.
    EXPECT_TRUE(evaluation(allow(both_keys) + "," + allow(right), token()).unknown_keys.empty());
    EXPECT_TRUE(evaluation(deny(both_keys), token()).unknown_keys.empty());
    claims.provider_arn.clear();
    const std::string provider = R"({"StringEquals":{"aws:FederatedProvider":"x"}})";
    EXPECT_EQ(evaluation(allow(provider), claims).unknown_keys, std::vector<std::string>{"aws:FederatedProvider"});
}

TEST(TrustPolicyEvaluation, ReadsTheKeysOfIssuersWithPortsAndPaths) {
    for (const std::string issuer :
         {"idp.example.com:8443/kube", "idp.example.com:443", "s3.us-east-1.amazonaws.com/bucket/a",
          "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC", "oidc.eks.us-gov-west-1.amazonaws.com/id/ABC"}) {
        const Claims claims{.issuer = issuer, .subject = "s", .audience = "a"};
        const std::string head = R"({"Effect":"Allow","Principal":"*","Action":"*","Condition":{"StringEquals":{")" +
                                 issuer;
        EXPECT_EQ(evaluation(head + R"(:sub":"s"}}})", claims).verdict, Verdict::allowed) << issuer;
        EXPECT_EQ(evaluation(head + R"(:aud":"a"}}})", claims).verdict, Verdict::allowed) << issuer;
        EXPECT_EQ(evaluation(head + R"(/:aud":"a"}}})", claims).verdict, Verdict::refused) << issuer;
        EXPECT_EQ(evaluation(head + R"(:email":"a"}}})", claims).verdict, Verdict::refused) << issuer;
    }
}

TEST(TrustPolicyEvaluation, HasWordsForItsAnswers) {
    EXPECT_STREQ(to_string(Verdict::allowed), "allowed");
    EXPECT_STREQ(to_string(Verdict::denied), "denied");
    EXPECT_STREQ(to_string(Verdict::refused), "refused");
    EXPECT_STREQ(to_string(Verdict::depends), "depends");
    EXPECT_STREQ(to_string(Answer::yes), "yes");
    EXPECT_STREQ(to_string(Answer::no), "no");
    EXPECT_STREQ(to_string(Answer::depends), "depends");
}

}  // namespace

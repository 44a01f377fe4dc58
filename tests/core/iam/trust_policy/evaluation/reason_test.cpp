// What a person reads about a statement that does not apply.
#include "core/text/utf8.hpp"
#include "tests/core/iam/trust_policy/evaluation/evaluation.hpp"

#include <gtest/gtest.h>

namespace {

using namespace core::iam::trust_policy;
using namespace core::iam::trust_policy::evaluation;
using Reasons = std::vector<std::string>;

const Claims caller{.issuer = "idp.example.com:8443",
                    .provider_arn = "arn:aws:iam::111122223333:oidc-provider/idp.example.com:8443",
                    .subject = "system:serviceaccount:a:b",
                    .audience = "sts.amazonaws.com",
                    .context = {{"aws:TagKeys", {"x", "y"}}, {"aws:SourceIp", {"10.1.2.3"}}}};

Reasons reasons(const std::string& members, const Claims& claims = caller) {
    const auto found = tests::evaluation(R"({"Effect":"Allow",)" + members + "}", claims);
    return found.statements.empty() ? Reasons{} : found.statements[0].reasons;
}

/// Of a statement that is right but for its conditions.
Reasons of_condition(const std::string& condition, const Claims& claims = caller) {
    return reasons(R"("Principal":"*","Action":"*","Condition":)" + condition, claims);
}

TEST(TrustPolicyReason, NamesBothProviders) {
    EXPECT_EQ(reasons(R"("Principal":{"Federated":"arn:x"},"Action":"*")"),
              Reasons{"Federated is arn:x, not " + caller.provider_arn});
    EXPECT_EQ(reasons(R"("Principal":{"AWS":["a","b"],"Service":["c","d","e"]},"Action":"*")"),
              Reasons{"Principal is AWS a, AWS b, Service c and 2 more, not " + caller.provider_arn});
    EXPECT_EQ(reasons(R"("Principal":{},"Action":"*")"), Reasons{"Principal is nothing, not " + caller.provider_arn});
    EXPECT_EQ(reasons(R"("NotPrincipal":"*","Action":"*")"), Reasons{"NotPrincipal leaves out " + caller.provider_arn});
    Claims unregistered = caller;
    unregistered.provider_arn.clear();
    EXPECT_EQ(reasons(R"("Principal":{"Federated":"arn:x"},"Action":"*")", unregistered),
              Reasons{"Federated is arn:x, not a provider of the issuer idp.example.com:8443"});
}

TEST(TrustPolicyReason, NamesTheActions) {
    EXPECT_EQ(reasons(R"("Principal":"*","Action":["sts:AssumeRole","s3:*"])"),
              Reasons{"Action is sts:AssumeRole and s3:*, not sts:AssumeRoleWithWebIdentity"});
    EXPECT_EQ(reasons(R"("Principal":"*","NotAction":"sts:*")"),
              Reasons{"NotAction sts:* leaves out sts:AssumeRoleWithWebIdentity"});
}

TEST(TrustPolicyReason, SaysWhatAConditionAsksForAndWhatIsThere) {
    const std::string key = "idp.example.com:8443:sub";
    EXPECT_EQ(of_condition(R"({"StringEquals":{")" + key + R"(":"system:serviceaccount:a:c"}})"),
              Reasons{"StringEquals " + key +
                      " asks for system:serviceaccount:a:c; the request has system:serviceaccount:a:b"});
    EXPECT_EQ(of_condition(R"({"StringLike":{")" + key + R"(":["1","2","3","4","5"]}})"),
              Reasons{"StringLike " + key + " asks for 1, 2, 3 and 2 more; the request has system:serviceaccount:a:b"});
    EXPECT_EQ(of_condition(R"({"StringLike":{")" + key + R"(":["1","2","3"]}})"),
              Reasons{"StringLike " + key + " asks for 1, 2 and 3; the request has system:serviceaccount:a:b"});
    EXPECT_EQ(of_condition(R"({"StringNotLike":{")" + key + R"(":["*"]}})"),
              Reasons{"StringNotLike " + key + " forbids *; the request has system:serviceaccount:a:b"});
    EXPECT_EQ(of_condition(R"({"StringEquals":{"other:sub":["","b"]}})"),
              Reasons{R"(StringEquals other:sub asks for "" and b; the request does not have it)"});
    EXPECT_EQ(of_condition(R"({"StringEquals":{"aws:TagKeys":[]}})"),
              Reasons{"StringEquals aws:TagKeys asks for nothing; the request has x and 1 more"});
    EXPECT_EQ(of_condition(R"({"Null":{"aws:SourceIp":true,"s3:prefix":false}})"),
              (Reasons{"Null aws:SourceIp asks that it is absent; the request has 10.1.2.3",
                       "Null s3:prefix asks that it is there; the request does not have it"}));
}

TEST(TrustPolicyReason, SaysWhatIsNotKnown) {
    EXPECT_EQ(of_condition(R"({"StringEquals":{"aws:SourceVpc":"vpc-1","aws:SourceIp":["${sts:A}","${sts:B}"]}})"),
              (Reasons{"StringEquals aws:SourceVpc asks for vpc-1; what the request has is not known",
                       "StringEquals aws:SourceIp depends on sts:A and sts:B, which are not known"}));
    EXPECT_EQ(of_condition(R"({"StringMatches":{"aws:SourceIp":"x"}})"),
              Reasons{"StringMatches is no operator that IAM knows, so it refuses the document"});
}

TEST(TrustPolicyReason, IsLeftOutWhereItChangesNothing) {
    EXPECT_EQ(of_condition(R"({"StringEquals":{"aws:SourceVpc":"x","s3:prefix":"x"}})"),
              Reasons{"StringEquals s3:prefix asks for x; the request does not have it"});
    EXPECT_EQ(of_condition("{}"), Reasons{});
}

TEST(TrustPolicyReason, NamesEverythingThatIsMissing) {
    EXPECT_EQ(reasons(R"("Principal":{"AWS":"a"},"Action":"b","Condition":{"Bool":{"c:d":true,"e:f":true}})").size(),
              4U);
}

TEST(TrustPolicyReason, IsOneShortLine) {
    const std::string longest(5000, 'x');
    Claims claims = caller;
    claims.provider_arn = longest + "y";
    claims.subject = longest + "\n";
    claims.issuer = "ä\n" + longest;
    const std::string list = "[\"" + longest + "\",\"ä\\n\",\"" + longest + "\"]";
    std::vector<std::string> all = reasons(R"("Principal":{"Federated":)" + list + R"(},"Action":)" + list, claims);
    for (const std::string& condition :
         {R"({"StringEquals":{"ä\n)" + longest + ":sub\":" + list + "}}",
          R"({"Null":{"ä\n)" + longest + ":sub\":true}}", R"({"StringLike":{"aws:x)" + longest + "\":" + list + "}}",
          "{\"" + longest + R"(":{"a\nb":true}})", R"({"StringNotLike":{"aws:SourceIp":"${aws:)" + longest + "}\"}}"}) {
        const auto more = of_condition(condition, claims);
        EXPECT_EQ(more.size(), 1U);
        all.insert(all.end(), more.begin(), more.end());
    }
    EXPECT_EQ(all.size(), 7U);
    for (const std::string& reason : all) {
        EXPECT_EQ(core::text::truncate(reason, 240), reason);
        EXPECT_EQ(reason.find('\n'), std::string::npos) << reason;
    }
}

}  // namespace

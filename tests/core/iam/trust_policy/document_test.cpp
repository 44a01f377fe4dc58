#include "core/iam/trust_policy/document.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace core::iam::trust_policy;

/// A statement in which one member is replaced, or taken out when `value` is empty.
std::string statement_with(const std::string& name, const std::string& value) {
    const std::vector<std::pair<std::string, std::string>> members = {
        {"Sid", R"("A")"},
        {"Effect", R"("Allow")"},
        {"Principal", R"({"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.example.com"})"},
        {"Action", R"("sts:AssumeRoleWithWebIdentity")"},
        {"Condition", R"({"StringEquals":{"oidc.example.com:sub":"system:serviceaccount:a:b"}})"}};
    std::string text;
    for (const auto& [member, usual] : members) {
        const std::string& chosen = member == name ? value : usual;
        if (!chosen.empty()) {
            text.append(text.empty() ? "" : ",").append("\"" + member + "\":").append(chosen);
        }
    }
    return "{" + text + "}";
}

std::string document_of(const std::string& statements) {
    return R"({"Version":"2012-10-17","Statement":)" + statements + "}";
}

/// The codes of all findings, in the order of the text.
std::vector<std::string> codes(const std::string& text) {
    std::vector<Finding> findings;
    (void)decode_document_forgiving(text, findings);
    std::vector<std::string> all;
    for (const Finding& finding : findings) {
        EXPECT_FALSE(finding.what.empty());
        EXPECT_FALSE(finding.remedy.empty());
        EXPECT_EQ(finding.severity, Severity::error);
        all.push_back(finding.code);
    }
    const auto strict = decode_document(text);
    EXPECT_EQ(strict.has_value(), findings.empty());
    if (!strict && !findings.empty()) {
        EXPECT_EQ(strict.error(), findings.front());
    }
    return all;
}

using Codes = std::vector<std::string>;

TEST(TrustPolicyDocument, HoldsWhatTheTextSays) {
    const std::string text = R"({
  "Version": "2012-10-17",
  "Id": "x",
  "Statement": [
    {"Sid": "Let", "Effect": "Allow", "Principal": {"Federated": ["arn:a", "arn:b"], "AWS": "*"},
     "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
     "Condition": {"StringEquals": {"x:sub": ["s1", "s2"], "x:aud": "sts.amazonaws.com"}, "Bool": {"aws:SecureTransport": true},
                   "NumericLessThan": {"aws:MultiFactorAuthAge": 3.50}},
     "Unheard": {"of": null}},
    {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "s3:*"}
  ]
})";
    const auto document = decode_document(text);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->text, text);
    EXPECT_TRUE(document->has_policy_variables);
    EXPECT_EQ(document->statements_member->key, "Statement");
    ASSERT_EQ(document->statements.size(), 2U);

    const Statement& first = document->statements[0];
    EXPECT_EQ(first.number, 1U);
    EXPECT_EQ(first.sid, "Let");
    EXPECT_EQ(first.effect, Effect::allow);
    EXPECT_EQ(first.node, document->statements_member->value.elements.data());
    EXPECT_FALSE(first.is_not_principal);
    ASSERT_EQ(first.principals.size(), 3U);
    EXPECT_EQ(first.principals[1].type, "Federated");
    EXPECT_EQ(first.principals[1].value.text, "arn:b");
    EXPECT_EQ(text.substr(first.principals[1].value.node->begin, 7), "\"arn:b\"");
    EXPECT_EQ(first.principals[2].type, "AWS");
    ASSERT_EQ(first.actions.size(), 2U);
    EXPECT_EQ(first.actions[1].text, "sts:TagSession");

    ASSERT_EQ(first.conditions.size(), 4U);
    EXPECT_EQ(first.conditions[0].operator_name, "StringEquals");
    EXPECT_EQ(first.conditions[0].key, "x:sub");
    ASSERT_EQ(first.conditions[0].values.size(), 2U);
    EXPECT_EQ(first.conditions[0].values[1].text, "s2");
    EXPECT_EQ(first.conditions[1].operator_member, first.conditions[0].operator_member);
    EXPECT_EQ(first.conditions[1].key_member->key, "x:aud");
    ASSERT_EQ(first.conditions[1].values.size(), 1U);
    EXPECT_EQ(first.conditions[2].values[0].text, "true");
    EXPECT_EQ(first.conditions[3].values[0].text, "3.50");

    const Statement& second = document->statements[1];
    EXPECT_EQ(second.number, 2U);
    EXPECT_EQ(second.effect, Effect::deny);
    EXPECT_TRUE(second.is_not_principal);
    ASSERT_EQ(second.principals.size(), 1U);
    EXPECT_EQ(second.principals[0].type, "*");
    EXPECT_TRUE(second.is_not_action);
    EXPECT_TRUE(second.conditions.empty());
}

TEST(TrustPolicyDocument, TakesOneStatementWithoutAList) {
    const auto document = decode_document(document_of(statement_with("", "")));
    ASSERT_TRUE(document);
    ASSERT_EQ(document->statements.size(), 1U);
    EXPECT_EQ(document->statements[0].node, &document->statements_member->value);
    EXPECT_TRUE(decode_document(document_of("[]"))->statements.empty());
}

TEST(TrustPolicyDocument, OutlivesItsCopies) {
    std::optional<Document> copy;
    {
        const auto document = decode_document(document_of("[" + statement_with("", "") + "]"));
        copy = *document;
    }
    EXPECT_EQ(copy->statements[0].conditions[0].key_member->value.text, "system:serviceaccount:a:b");
}

TEST(TrustPolicyDocument, HasVariablesSinceVersion2012) {
    const std::string rest = R"("Statement":)" + statement_with("", "") + "}";
    EXPECT_TRUE(decode_document(R"({"Version":"2012-10-17",)" + rest)->has_policy_variables);
    EXPECT_FALSE(decode_document(R"({"Version":"2008-10-17",)" + rest)->has_policy_variables);
    EXPECT_FALSE(decode_document("{" + rest)->has_policy_variables);
    EXPECT_EQ(codes(R"({"Version":2012,)" + rest), Codes{"wrong_shape"});
    EXPECT_EQ(codes(R"({"Id":null,)" + rest), Codes{"wrong_shape"});
}

TEST(TrustPolicyDocument, RefusesWhatIsNoStatementList) {
    EXPECT_EQ(codes("[]"), Codes{"wrong_shape"});
    EXPECT_EQ(codes("7"), Codes{"wrong_shape"});
    EXPECT_EQ(codes(R"("x")"), Codes{"wrong_shape"});
    EXPECT_EQ(codes("{}"), Codes{"missing_statement"});
    EXPECT_EQ(codes(document_of("null")), Codes{"wrong_shape"});
    EXPECT_EQ(codes(document_of("\"x\"")), Codes{"wrong_shape"});
    EXPECT_EQ(codes(document_of("[1]")), Codes{"wrong_shape"});
    EXPECT_EQ(codes(document_of("[[]]")), Codes{"wrong_shape"});
}

TEST(TrustPolicyDocument, RefusesAWrongEffect) {
    for (const char* effect : {"", R"("allow")", R"("Allow ")", R"("")", "null", R"(["Allow"])", "true"}) {
        EXPECT_EQ(codes(document_of(statement_with("Effect", effect))), Codes{"wrong_effect"}) << effect;
    }
    EXPECT_EQ(codes(document_of(statement_with("Effect", R"("Deny")"))), Codes{});
}

TEST(TrustPolicyDocument, RefusesAWrongPrincipal) {
    EXPECT_EQ(codes(document_of(statement_with("Principal", ""))), Codes{"missing_principal"});
    for (const char* principal :
         {"null", R"("arn:aws:iam::111122223333:root")", R"(["*"])", "1", R"({"AWS":1})", R"({"AWS":["*",null]})"}) {
        EXPECT_EQ(codes(document_of(statement_with("Principal", principal))), Codes{"wrong_principal"}) << principal;
    }
    EXPECT_EQ(codes(document_of(statement_with("Principal", R"("*","NotPrincipal":"*")"))), Codes{"wrong_principal"});
    for (const char* principal : {R"("*")", R"({"AWS":"*"})", R"({"Service":["a","b"]})", "{}"}) {
        EXPECT_EQ(codes(document_of(statement_with("Principal", principal))), Codes{}) << principal;
    }
}

TEST(TrustPolicyDocument, RefusesAWrongAction) {
    EXPECT_EQ(codes(document_of(statement_with("Action", ""))), Codes{"missing_action"});
    for (const char* action : {"null", "1", "{}", R"([1])", R"([["*"]])"}) {
        EXPECT_EQ(codes(document_of(statement_with("Action", action))), Codes{"wrong_action"}) << action;
    }
    EXPECT_EQ(codes(document_of(statement_with("Action", R"("*","NotAction":"*")"))), Codes{"wrong_action"});
}

TEST(TrustPolicyDocument, RefusesAWrongCondition) {
    for (const char* condition : {"null", "[]", R"({"StringEquals":"x"})", R"({"StringEquals":{"k":null}})",
                                  R"({"StringEquals":{"k":["x",{}]}})", R"({"StringEquals":{"k":[["x"]]}})"}) {
        EXPECT_EQ(codes(document_of(statement_with("Condition", condition))), Codes{"wrong_condition"}) << condition;
    }
    for (const char* condition :
         {"{}", R"({"StringEquals":{}})", R"({"StringEquals":{"k":[]}})", R"({"Strange":{"k":["x",true,1]}})"}) {
        EXPECT_EQ(codes(document_of(statement_with("Condition", condition))), Codes{}) << condition;
    }
}

TEST(TrustPolicyDocument, RefusesASidThatIsNoString) {
    EXPECT_EQ(codes(document_of(statement_with("Sid", "1"))), Codes{"wrong_shape"});
    EXPECT_EQ(codes(document_of(statement_with("Sid", ""))), Codes{});
}

TEST(TrustPolicyDocument, LeavesOutWhatItCannotUse) {
    std::vector<Finding> findings;
    const auto document = decode_document_forgiving(
        document_of("[" + statement_with("Effect", "1") + "," + statement_with("Condition", "1") + "," +
                    statement_with("Condition", R"({"StringEquals":{"k":["x",null,"y"]}})") + "," +
                    statement_with("Sid", "1") + "]"),
        findings);
    ASSERT_TRUE(document);
    EXPECT_EQ(findings.size(), 4U);
    ASSERT_EQ(document->statements.size(), 2U);
    EXPECT_EQ(document->statements[0].number, 3U);
    ASSERT_EQ(document->statements[0].conditions[0].values.size(), 2U);
    EXPECT_EQ(document->statements[0].conditions[0].values[1].text, "y");
    EXPECT_EQ(document->statements[1].number, 4U);
    findings.clear();
    const std::string without_operand = statement_with("Condition", R"({"StringEquals":"x"})");
    EXPECT_TRUE(decode_document_forgiving(document_of(without_operand), findings)->statements.empty());
}

TEST(TrustPolicyDocument, AppendsItsFindings) {
    std::vector<Finding> findings(1);
    EXPECT_FALSE(decode_document_forgiving("{", findings));
    EXPECT_EQ(findings.size(), 2U);
}

TEST(TrustPolicyAction, IsForWebIdentity) {
    const auto asks = [](const std::string& member) {
        const auto document = decode_document(document_of(R"({"Effect":"Allow","Principal":"*",)" + member + "}"));
        return document && is_for_web_identity(document->statements.at(0));
    };
    for (const char* action : {"sts:AssumeRoleWithWebIdentity", "STS:assumerolewithwebidentity", "*", "sts:*",
                               "sts:AssumeRole*", "sts:AssumeRoleWith???Identity", "s*Y"}) {
        EXPECT_TRUE(asks(std::string(R"("Action":")") + action + "\"")) << action;
        EXPECT_TRUE(asks(std::string(R"("Action":["s3:*",")") + action + "\"]")) << action;
        EXPECT_FALSE(asks(std::string(R"("NotAction":["s3:*",")") + action + "\"]")) << action;
    }
    for (const char* action : {"sts:AssumeRole", "sts:AssumeRole?", "sts:AssumeRoleWithSAML", "s3:*", "", " sts:*",
                               "sts:AssumeRoleWithWebIdentityy", "sts:AssumeRoleWithWebIdentity?"}) {
        EXPECT_FALSE(asks(std::string(R"("Action":")") + action + "\"")) << action;
        EXPECT_TRUE(asks(std::string(R"("NotAction":")") + action + "\"")) << action;
    }
    EXPECT_FALSE(asks(R"("Action":[])"));
    EXPECT_TRUE(asks(R"("NotAction":[])"));
}

}  // namespace

#include "core/iam/trust_policy/edit/edit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace core::iam::trust_policy::edit {
namespace {

using ::testing::HasSubstr;

const OidcProvider provider = {"aws", "111122223333", "oidc.example.com/id/A"};
const std::string subject = "system:serviceaccount:team-a:default-editor";

Grant grant_of(const std::string& service_account = "default-editor", const std::string& audience = "") {
    return {provider, {"team-a", service_account}, audience};
}

Edit remove(const std::string& text, const Grant& grant = grant_of()) {
    const auto document = decode_document(text);
    EXPECT_TRUE(document) << text;
    return document ? without(*document, grant) : Edit{};
}

/// A statement with that under `Condition`.
std::string statement_with(const std::string& condition) {
    return R"({"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": )" +
           condition + "}";
}

std::string document_of(const std::string& statements) { return R"({"Statement": )" + statements + "}\n"; }

/// A condition on the subject, and the audience of AWS.
std::string subjects(const std::string& values, const std::string& op = "StringLike") {
    return R"({"StringEquals": {"oidc.example.com/id/A:aud": "sts.amazonaws.com"}, "ForAnyValue:StringLike": {"a:amr": "*"}, ")" +
           op + R"(": {"oidc.example.com/id/A:sub": )" + values + "}}";
}

/// A statement that lists these values, and what becomes of the whole list.
std::string list_without(const std::string& values) {
    const std::string before = R"({"StringLike": {"oidc.example.com/id/A:sub": )";
    const std::string text = document_of("[" + statement_with(before + values + "}}") + "]");
    const std::string after = remove(text).text;
    const std::size_t begin = after.find(before);
    return begin == std::string::npos ? after
                                      : after.substr(begin + before.size(), after.rfind("}}}") - begin - before.size());
}

TEST(TrustPolicyWithout, a_subject_goes_with_its_comma_and_the_white_space_on_its_side) {
    const std::string a = "\"" + subject + "\"";
    EXPECT_EQ(list_without("[\"b\", " + a + "]"), "[\"b\"]");
    EXPECT_EQ(list_without("[\"b\"\n, \t" + a + " ]"), "[\"b\" ]");
    EXPECT_EQ(list_without("[ " + a + " ,\n \"b\"]"), "[ \"b\"]");
    EXPECT_EQ(list_without("[\"b\",\r\n  " + a + ",\r\n  \"c\"\r\n]"), "[\"b\",\r\n  \"c\"\r\n]");
    EXPECT_EQ(list_without("[" + a + ", \"b\", " + a + "," + a + ", \"c\", " + a + "]"), "[\"b\", \"c\"]");
    EXPECT_EQ(list_without(R"(["b", "system:serviceaccount:te\u0061m-a:default-editor"])"), "[\"b\"]");
}

TEST(TrustPolicyWithout, only_a_list_in_the_spelling_of_with_becomes_a_string_again) {
    const std::string a = "\"" + subject + "\"";
    EXPECT_EQ(list_without("[" + a + ",\"b\"]"), "\"b\"");
    EXPECT_EQ(list_without("[" + a + ", \"b\"]"), "[\"b\"]");
    EXPECT_EQ(list_without("[\"b\"," + a + "]"), "[\"b\"]");
    EXPECT_EQ(list_without("[ " + a + ",\"b\"]"), "[ \"b\"]");
    EXPECT_EQ(list_without("[" + a + ",\"b\" ]"), "[\"b\" ]");
    EXPECT_EQ(list_without("[" + a + ",\"b\",\"c\"]"), "[\"b\",\"c\"]");
}

TEST(TrustPolicyWithout, the_last_subject_takes_its_statement_along) {
    const std::string mine = statement_with(subjects("[\"" + subject + "\", \"" + subject + "\"]"));
    const std::string other = statement_with(subjects("\"b\""));
    EXPECT_EQ(remove(document_of("[" + mine + " ,  " + other + "]")).text, document_of("[" + other + "]"));
    EXPECT_EQ(remove(document_of("[" + other + ",\n" + mine + "\n]")).text, document_of("[" + other + "\n]"));
    EXPECT_EQ(remove(document_of("[" + mine + "," + other + "]")).text, document_of("[" + other + "]")) << "not ours";
    const Edit edit = remove(document_of("[" + other + ", " + mine + ", " + mine + "]"));
    EXPECT_EQ(edit.text, document_of("[" + other + "]"));
    EXPECT_EQ(edit.summary, "statements 2, 3 removed with the last subject");
    EXPECT_EQ(edit.statement_number, 2U);
}

TEST(TrustPolicyWithout, without_a_last_statement_the_document_has_an_empty_list) {
    const std::string mine = statement_with(subjects("\"" + subject + "\""));
    for (const std::string& text : {document_of(mine), document_of("[\n" + mine + "\n ]")}) {
        const Edit edit = remove(text);
        EXPECT_EQ(edit.text, document_of("[]"));
        EXPECT_TRUE(edit.reached);
        EXPECT_EQ(edit.summary,
                  "statement 1 removed with the last subject; no statement is left, and IAM refuses such a document: "
                  "delete the role, or add another statement");
    }
}

TEST(TrustPolicyWithout, a_condition_never_goes_alone) {
    const std::string two = R"({"StringEquals": {"oidc.example.com/id/A:sub": [")" + subject +
                            R"("]}, "StringLike": {"oidc.example.com/id/A:sub": [")" + subject + R"(", "b"]}})";
    EXPECT_EQ(remove(document_of("[" + statement_with(two) + "]")).text, document_of("[]"));
}

TEST(TrustPolicyWithout, other_conditions_and_actions_do_not_matter) {
    std::string text = document_of(statement_with(subjects("[\"" + subject + "\", \"b\"]", "stringlike")));
    const std::string after = document_of(statement_with(subjects("[\"b\"]", "stringlike")));
    EXPECT_EQ(remove(text).text, after);
    EXPECT_EQ(remove(text).summary, "taken out of statement 1");
    text.replace(text.find("oidc.example.com/id/A:sub"), 25, "OIDC.example.com/id/a:Sub");
    EXPECT_TRUE(remove(text).changed);
}

void expect_left(const std::string& statement, const std::string& obstacle, const Grant& grant = grant_of()) {
    const Edit edit = remove(document_of(statement), grant);
    EXPECT_FALSE(edit.changed) << statement;
    EXPECT_EQ(edit.text, document_of(statement));
    EXPECT_EQ(edit.obstacle, obstacle);
    EXPECT_EQ(edit.reached, obstacle.empty());
}

TEST(TrustPolicyWithout, what_lets_the_subject_in_otherwise_is_named) {
    const std::string a = "\"" + subject + "\"";
    const auto one = [](const std::string& values, const std::string& op) {
        return statement_with(R"({")" + op + R"(": {"oidc.example.com/id/A:sub": )" + values + "}}");
    };
    expect_left(one(a, "StringEqualsIfExists"), "statement 1 (line 1) lets it in: it has " + subject +
                                                    " under StringEqualsIfExists, which is not rewritten");
    expect_left(one(a, "ForAllValues:StringLike"), "statement 1 (line 1) lets it in: it has " + subject +
                                                       " under ForAllValues:StringLike, which is not rewritten");
    expect_left(one("\"system:serviceaccount:team-a:d*\"", "StringLike"),
                "statement 1 (line 1) lets it in: its pattern system:serviceaccount:team-a:d* matches it");
    expect_left(one("\"system:serviceaccount:team-?:*\"", "StringLike"),
                "statement 1 (line 1) lets it in: its subject has a wildcard in the namespace");
    expect_left(one("\"x\"", "StringNotEquals"), "statement 1 (line 1) lets it in: it names no subject");
    expect_left(one("\"x\"", "StringEquals"), "");
}

TEST(TrustPolicyWithout, a_pattern_goes_only_by_its_own_name) {
    const std::string text = document_of(statement_with(
        R"({"StringLike": {"oidc.example.com/id/A:sub": ["system:serviceaccount:team-a:ws-1", "system:serviceaccount:team-a:ws-*"]}})"));
    EXPECT_THAT(remove(text, grant_of("ws-*")).text, HasSubstr(R"(["system:serviceaccount:team-a:ws-1"])"));
    EXPECT_FALSE(remove(text, grant_of("ws-?")).changed);
    EXPECT_FALSE(remove(text, grant_of("ws-?")).reached);
    const Edit edit = remove(text, grant_of("ws-1"));
    EXPECT_THAT(edit.text, HasSubstr(R"(["system:serviceaccount:team-a:ws-*"])"));
    EXPECT_EQ(edit.obstacle,
              "statement 1 (line 1) lets it in: its pattern system:serviceaccount:team-a:ws-* matches it");
}

TEST(TrustPolicyWithout, with_an_audience_only_what_holds_for_that_alone_is_edited) {
    const auto for_audiences = [](const std::string& audiences) {
        return statement_with(R"({"StringLike": {"oidc.example.com/id/A:aud": )" + audiences +
                              R"(, "oidc.example.com/id/A:sub": ")" + subject + "\"}}");
    };
    const Grant sts = grant_of("default-editor", sts_audience);
    const std::string obstacle =
        "statement 1 (line 1) lets it in: it holds for other audiences than this one, too; without --audience the "
        "subject is taken out of it";
    EXPECT_EQ(remove(document_of(for_audiences("[\"sts.amazonaws.com\"]")), sts).text, document_of("[]"));
    expect_left(for_audiences(R"(["sts.amazonaws.com", "kubernetes"])"), obstacle, sts);
    expect_left(for_audiences("\"sts.*\""), obstacle, sts);
    expect_left(statement_with(R"({"StringEquals": {"oidc.example.com/id/A:sub": ")" + subject + "\"}}"), obstacle,
                sts);
    expect_left(for_audiences("\"kubernetes\""), "", sts);
    EXPECT_TRUE(remove(document_of(for_audiences(R"(["sts.amazonaws.com", "kubernetes"])"))).reached);
    EXPECT_FALSE(
        remove(document_of(statement_with(R"({"StringEquals": {"oidc.example.com/id/A:aud": "kubernetes"}})"))).reached)
        << "open for an audience that the document alone names";
}

TEST(TrustPolicyWithout, others_with_the_same_issuer_lose_nothing) {
    std::string statement = statement_with(R"({"StringEquals": {"oidc.example.com/id/A:sub": ")" + subject + "\"}}");
    const std::string arn = "\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"";
    const std::size_t at = statement.find(arn);
    const auto with_principal = [&](const std::string& principal) {
        return std::string(statement).replace(at, arn.size(), principal);
    };
    expect_left(with_principal("[" + arn + ", \"arn:aws:iam::444455556666:oidc-provider/oidc.example.com/id/a\"]"),
                "statement 1 (line 1) lets it in: its Principal has the same issuer more than once, and others would "
                "lose with it");
    EXPECT_TRUE(
        remove(document_of(with_principal("[" + arn + ", \"arn:aws:iam::111122223333:oidc-provider/b\"]"))).changed);
    expect_left(with_principal("\"*\""), "statement 1 (line 1) lets it in: its Principal is everybody");
    expect_left(with_principal("\"arn:aws:iam::444455556666:oidc-provider/oidc.example.com/id/A\""), "");
}

TEST(TrustPolicyWithout, a_deny_statement_is_never_touched) {
    std::string deny = statement_with(subjects("\"" + subject + "\""));
    deny.replace(deny.find("Allow"), 5, "Deny");
    expect_left(deny, "");
    expect_left("[" + statement_with("{}") + "," + deny + "]", "statement 1 (line 1) lets it in: it names no subject");
}

TEST(TrustPolicyWithout, a_remaining_condition_that_no_token_tells_counts_as_a_way_in) {
    expect_left(statement_with(R"({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})"),
                "statement 1 (line 1) may let it in: it names no subject");
}

TEST(TrustPolicyWithout, a_statement_for_everybody_besides_is_left) {
    std::string statement = statement_with(R"({"StringEquals": {"oidc.example.com/id/A:sub": ")" + subject + "\"}}");
    statement.replace(statement.find("{\"Federated\": "), 14, "{\"AWS\": \"*\", \"Federated\": ");
    EXPECT_FALSE(remove(document_of(statement)).changed);
}

TEST(TrustPolicyWithout, whom_a_deny_statement_keeps_out_is_not_let_in_by_another) {
    std::string deny = statement_with(R"({"StringLike": {"oidc.example.com/id/A:sub": "*"}})");
    deny.replace(deny.find("Allow"), 5, "Deny");
    expect_left("[" + statement_with("{}") + "," + deny + "]", "");
}

}  // namespace
}  // namespace core::iam::trust_policy::edit

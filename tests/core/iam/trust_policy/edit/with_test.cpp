#include "core/iam/trust_policy/edit/edit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace core::iam::trust_policy::edit {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const OidcProvider provider = {"aws", "111122223333", "oidc.example.com/id/A"};

Grant grant_of(const std::string& service_account, const std::string& audience = sts_audience) {
    return {provider, {"team-b", service_account}, audience};
}

Edit add(const std::string& text, const Grant& grant) {
    const auto document = decode_document(text);
    EXPECT_TRUE(document) << text;
    return document ? with(*document, grant) : Edit{};
}

/// A usual document on one line in which one thing is different.
std::string document_with(const std::string& usual = "", const std::string& other = "") {
    std::string text =
        R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"oidc.example.com/id/A:aud": "sts.amazonaws.com", "oidc.example.com/id/A:sub": ["system:serviceaccount:team-a:default-editor"]}}}]})";
    const std::size_t at = text.find(usual);
    EXPECT_NE(at, std::string::npos) << usual;
    return text.replace(at, usual.size(), other);
}

/// What stands between the first and the last byte in which two texts differ, of the second.
std::string inserted(const std::string& before, const std::string& after) {
    std::size_t begin = 0;
    while (begin < before.size() && before[begin] == after[begin]) {
        ++begin;
    }
    std::size_t left = before.size() - begin;
    while (left > 0 && before[before.size() - left] == after[after.size() - left]) {
        --left;
    }
    std::size_t end = 0;
    while (end < before.size() - begin && before[before.size() - 1 - end] == after[after.size() - 1 - end]) {
        ++end;
    }
    return after.substr(begin, after.size() - begin - end);
}

constexpr const char* new_statement =
    R"(, {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"oidc.example.com/id/A:aud": "sts.amazonaws.com", "oidc.example.com/id/A:sub": "system:serviceaccount:team-b:default-editor"}}})";

TEST(TrustPolicyWith, a_subject_joins_the_list_of_its_provider_and_audience) {
    const std::string text = document_with();
    const Edit edit = add(text, grant_of("default-editor"));
    EXPECT_TRUE(edit.changed);
    EXPECT_TRUE(edit.reached);
    EXPECT_EQ(edit.statement_number, 1U);
    EXPECT_EQ(edit.summary, "added to statement 1");
    EXPECT_EQ(edit.text,
              document_with("default-editor\"]", "default-editor\", \"system:serviceaccount:team-b:default-editor\"]"));
}

TEST(TrustPolicyWith, a_statement_that_asks_for_the_same_in_other_words_is_edited_too) {
    const std::vector<std::pair<std::string, std::string>> same = {
        {"\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"",
         "[\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"]"},
        {"\"sts:AssumeRoleWithWebIdentity\"", "[\"STS:assumeRoleWithWebIdentity\", \"sts:tagsession\"]"},
        {"\"sts:AssumeRoleWithWebIdentity\"", "[\"sts:SetSourceIdentity\", \"sts:AssumeRoleWithWebIdentity\"]"},
        {"StringEquals", "stringequals"},
        {"StringEquals", "StringLike"},
        {"oidc.example.com/id/A:sub", "OIDC.example.com/id/a:SUB"},
        {"oidc.example.com/id/A:aud", "oidc.example.com/id/A:Aud"},
        {"\"sts.amazonaws.com\"", "[\"sts.amazonaws.com\"]"},
        {"{\"Effect\"", "{\"Sid\": \"x\", \"Effect\""},
        {"system:serviceaccount:team-a", "${aws:username}:team-a"},
        {"team-a:default-editor", "team-\\u0061:default-editor"},
    };
    for (const auto& [usual, other] : same) {
        EXPECT_EQ(add(document_with(usual, other), grant_of("default-editor")).summary, "added to statement 1")
            << other;
    }
}

TEST(TrustPolicyWith, a_statement_that_asks_for_anything_else_is_left_alone) {
    const std::vector<std::pair<std::string, std::string>> different = {
        {"Allow", "Deny"},
        {"111122223333", "444455556666"},
        {"id/A\"}", "id/A\", \"AWS\": \"arn:aws:iam::111122223333:root\"}"},
        {"\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"",
         "[\"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\", "
         "\"arn:aws:iam::111122223333:oidc-provider/b\"]"},
        {"\"Principal\"", "\"NotPrincipal\""},
        {"\"Action\"", "\"NotAction\""},
        {"sts:AssumeRoleWithWebIdentity", "sts:*"},
        {"sts:AssumeRoleWithWebIdentity", "sts:TagSession"},
        {"\"sts:AssumeRoleWithWebIdentity\"", "[\"sts:AssumeRoleWithWebIdentity\", \"sts:AssumeRole\"]"},
        {"StringEquals", "StringEqualsIfExists"},
        {"StringEquals", "StringEqualsIgnoreCase"},
        {"StringEquals", "ForAnyValue:StringEquals"},
        {"StringEquals", "StringNotEquals"},
        {"\"sts.amazonaws.com\"", "[\"sts.amazonaws.com\", \"kubernetes\"]"},
        {"\"sts.amazonaws.com\"", "\"kubernetes\""},
        {"\"sts.amazonaws.com\"", "[]"},
        {"\"oidc.example.com/id/A:aud\": \"sts.amazonaws.com\", ", ""},
        {"[\"system:serviceaccount:team-a:default-editor\"]", "[]"},
        {", \"oidc.example.com/id/A:sub\": [\"system:serviceaccount:team-a:default-editor\"]", ""},
        {"{\"StringEquals\"", "{\"IpAddress\": {\"aws:SourceIp\": \"10.0.0.0/8\"}, \"StringEquals\""},
        {"{\"StringEquals\"", "{\"StringLike\": {\"oidc.example.com/id/A:sub\": \"*a*\"}, \"StringEquals\""},
        {"oidc.example.com/id/A:sub", "oidc.example.com/id/B:sub"},
    };
    for (const auto& [usual, other] : different) {
        const std::string text = document_with(usual, other);
        const Edit edit = add(text, grant_of("default-editor"));
        if (edit.reached) {
            EXPECT_THAT(edit.summary, StartsWith("added as statement 2")) << other;
            EXPECT_EQ(inserted(text, edit.text), new_statement) << other;
        }
        EXPECT_TRUE(edit.reached || other == "StringNotEquals") << other;
    }
}

TEST(TrustPolicyWith, an_audience_with_a_wildcard_holds_for_more_than_itself) {
    const std::string text = document_with("StringEquals", "StringLike");
    const std::string wide = std::string(text).replace(text.find("sts.amazonaws.com"), 17, "sts.*");
    EXPECT_EQ(add(wide, grant_of("default-editor", "sts.*")).summary, "added as statement 2");
}

TEST(TrustPolicyWith, a_pattern_needs_a_list_under_string_like) {
    EXPECT_EQ(add(document_with(), grant_of("ws-*")).summary, "added as statement 2");
    EXPECT_THAT(add(document_with(), grant_of("ws-*")).text,
                HasSubstr(R"("StringLike": {"oidc.example.com/id/A:sub": "system:serviceaccount:team-b:ws-*"})"));
    const std::string text = document_with("StringEquals", "StringLike");
    EXPECT_EQ(add(text, grant_of("ws-*")).summary, "added to statement 1");
}

TEST(TrustPolicyWith, whoever_is_let_in_by_name_or_by_a_pattern_in_its_namespace_is_not_added) {
    const std::string named = document_with("team-a:default-editor", "team-b:default-editor");
    EXPECT_EQ(add(named, grant_of("default-editor")).summary, "statement 1 (line 1) lists it already");
    for (const char* pattern : {"*", "ws-*", "ws-??", "w*-2?"}) {
        std::string text = document_with("team-a:default-editor", std::string("team-b:") + pattern);
        text.replace(text.find("StringEquals"), 12, "ForAnyValue:StringLike");
        const Edit edit = add(text, grant_of("ws-21"));
        EXPECT_EQ(edit.summary, "statement 1 (line 1) lets it in already") << pattern;
        EXPECT_FALSE(edit.changed);
        EXPECT_TRUE(edit.reached);
        EXPECT_EQ(edit.text, text);
    }
}

TEST(TrustPolicyWith, a_pattern_is_in_already_only_when_all_that_it_matches_is) {
    const auto is_added_beside = [](const std::string& other) {
        std::string text = document_with("team-a:default-editor", "team-b:" + other);
        return add(text.replace(text.find("StringEquals"), 12, "StringLike"), grant_of("ws-*")).changed;
    };
    EXPECT_FALSE(is_added_beside("ws-*"));
    EXPECT_FALSE(is_added_beside("ws*"));
    EXPECT_FALSE(is_added_beside("*"));
    EXPECT_TRUE(is_added_beside("ws-?"));
    EXPECT_TRUE(is_added_beside("ws-?????"));  // as long as the example that is evaluated
    EXPECT_TRUE(is_added_beside("ws-a*"));
}

void expect_added_beside_open(const std::string& text, const std::string& summary) {
    const Edit edit = add(text, grant_of("default-editor"));
    EXPECT_TRUE(edit.changed && edit.reached) << text;
    EXPECT_EQ(edit.summary, summary);
    EXPECT_FALSE(add(edit.text, grant_of("default-editor")).changed) << "twice";
}

TEST(TrustPolicyWith, an_open_statement_does_not_do) {
    const std::string subjects = R"("oidc.example.com/id/A:sub": ["system:serviceaccount:team-a:default-editor"])";
    const std::string wildcard =
        R"(}, "StringLike": {"oidc.example.com/id/A:sub": "system:serviceaccount:*:default-editor")";
    expect_added_beside_open(
        document_with(", " + subjects, ""),
        "added as statement 2; statement 1 (line 1) lets it in, too, because it names no subject: mend it");
    expect_added_beside_open(document_with(", " + subjects, wildcard),
                             "added to statement 1; statement 1 (line 1) lets it in, too, because its subject has a "
                             "wildcard in the namespace: mend it");
    expect_added_beside_open(
        document_with(", " + subjects, R"(}, "StringNotEquals": {"oidc.example.com/id/A:sub": "x")"),
        "added as statement 2; statement 1 (line 1) lets it in, too, because it names no subject: mend it");
}

TEST(TrustPolicyWith, a_statement_for_everybody_does_not_do_even_if_it_names_the_subject) {
    const std::string text =
        document_with(R"({"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"})", R"("*")");
    expect_added_beside_open(std::string(text).replace(text.find("team-a"), 6, "team-b"),
                             "added as statement 2; statement 1 (line 1) lets it in, too, because its Principal is "
                             "everybody: mend it");
}

TEST(TrustPolicyWith, an_open_statement_that_was_the_only_one_is_the_second_now) {
    std::string text =
        document_with(R"(, "oidc.example.com/id/A:sub": ["system:serviceaccount:team-a:default-editor"])");
    text.erase(text.find('['), 1);
    text.erase(text.find(']'), 1);
    expect_added_beside_open(
        text, "added as statement 1; statement 2 (line 1) lets it in, too, because it names no subject: mend it");
}

TEST(TrustPolicyWith, whom_a_deny_statement_keeps_out_is_not_added) {
    const std::string text = document_with(
        "\"Statement\": [",
        "\"Statement\": [{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"sts:*\", \"Condition\": "
        "{\"StringLike\": {\"oidc.example.com/id/A:sub\": \"*:team-b:*\"}}},\n");
    const Edit edit = add(text, grant_of("default-editor"));
    EXPECT_FALSE(edit.changed);
    EXPECT_FALSE(edit.reached);
    EXPECT_EQ(edit.text, text);
    EXPECT_EQ(edit.obstacle, "statement 1 (line 1) denies it; a Deny statement is never rewritten");
    EXPECT_FALSE(add(text, grant_of("ws-*")).reached) << "a pattern is kept out as a whole";
}

TEST(TrustPolicyWith, a_deny_that_no_token_tells_is_only_a_remark) {
    const std::string text = document_with(
        "}]}",
        "}, {\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"sts:*\", \"Condition\": {\"NotIpAddress\": "
        "{\"aws:SourceIp\": \"10.0.0.0/8\"}}}]}");
    const Edit edit = add(text, grant_of("default-editor"));
    EXPECT_TRUE(edit.changed && edit.reached);
    EXPECT_EQ(edit.summary, "added to statement 1; statement 2 (line 1) may deny it, which no token tells");
}

TEST(TrustPolicyWith, an_example_that_is_let_in_does_not_stand_for_its_pattern) {
    const std::string values = R"(team-b:ws-?", "system:serviceaccount:team-b:ws-0any0)";
    std::string text = document_with("team-a:default-editor", values);
    EXPECT_TRUE(add(text.replace(text.find("StringEquals"), 12, "StringLike"), grant_of("ws-*")).changed);
    EXPECT_TRUE(
        add(document_with("{\"StringEquals\": {\"oidc.example.com/id/A:aud\": \"sts.amazonaws.com\", "
                          "\"oidc.example.com/id/A:sub\": [\"system:serviceaccount:team-a:default-editor\"]}",
                          "{\"StringLike\": {\"oidc.example.com/id/A:sub\": \"system:serviceaccount:team-b:*\"}, "
                          "\"StringNotLike\": {\"oidc.example.com/id/A:sub\": \"*:ws-7\"}"),
            grant_of("ws-*"))
            .changed)
        << "not all that the pattern matches";
}

}  // namespace
}  // namespace core::iam::trust_policy::edit

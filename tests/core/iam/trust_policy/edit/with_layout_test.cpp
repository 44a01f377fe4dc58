// What `with` writes looks like what stands there already.
#include "core/iam/trust_policy/edit/edit.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace core::iam::trust_policy::edit {
namespace {

using Json = nlohmann::ordered_json;

const Grant grant = {{"aws", "111122223333", "oidc.example.com/id/A"}, {"team-b", "default-editor"}};
constexpr const char* subject = "\"system:serviceaccount:team-b:default-editor\"";
constexpr const char* one_line =
    R"({"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"oidc.example.com/id/A:aud": "sts.amazonaws.com", "oidc.example.com/id/A:sub": "system:serviceaccount:team-b:default-editor"}}})";

std::string without_spaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

/// Adds, checks that the way back is exact, and answers the new text.
std::string add(const std::string& text) {
    const auto document = decode_document(text);
    EXPECT_TRUE(document) << text;
    const Edit edit = with(*document, grant);
    EXPECT_TRUE(edit.changed) << edit.summary;
    EXPECT_EQ(without(*decode_document(edit.text), grant).text, text);
    return edit.text;
}

Json statement_for(const Json& subjects) {
    Json statement = Json::parse(one_line);
    statement["Condition"]["StringEquals"]["oidc.example.com/id/A:sub"] = subjects;
    return statement;
}

Json document_of(const Json& statements) { return {{"Version", "2012-10-17"}, {"Statement", statements}}; }

TEST(TrustPolicyLayout, in_a_document_as_the_aws_cli_prints_it_the_new_list_is_as_it_would_print_it) {
    for (const int indent : {2, 4, 8}) {
        const Json before = document_of(Json::array({statement_for({"a", "b"})}));
        const Json after = document_of(Json::array({statement_for({"a", "b", Json::parse(subject)})}));
        EXPECT_EQ(add(before.dump(indent) + "\n"), after.dump(indent) + "\n");
        const Json one = document_of(Json::array({statement_for(Json::array({"a"}))}));
        const Json two = document_of(Json::array({statement_for({"a", Json::parse(subject)})}));
        EXPECT_EQ(add(one.dump(indent)), two.dump(indent));
    }
}

TEST(TrustPolicyLayout, in_a_document_as_the_aws_cli_prints_it_the_new_statement_is_as_it_would_print_it) {
    Json other = statement_for("a");
    other["Principal"] = {{"AWS", "arn:aws:iam::111122223333:root"}};
    for (const int indent : {2, 4, 8}) {
        const Json before = document_of(Json::array({other}));
        const Json after = document_of(Json::array({other, Json::parse(one_line)}));
        EXPECT_EQ(add(before.dump(indent)), after.dump(indent));
        EXPECT_EQ(add(document_of(Json::array()).dump(indent)),
                  document_of(Json::array({Json::parse(one_line)})).dump(indent));
    }
    EXPECT_EQ(add(document_of(Json::array({other})).dump()),
              document_of(Json::array({other, Json::parse(one_line)})).dump());
    EXPECT_EQ(add(document_of(Json::array()).dump()), document_of(Json::array({Json::parse(one_line)})).dump());
}

TEST(TrustPolicyLayout, line_ends_and_tabs_are_those_of_the_document) {
    EXPECT_EQ(add("\r\n{\r\n\t\"Statement\" : [ ]\r\n}"),
              "\r\n{\r\n\t\"Statement\" : [\r\n\t\t{\r\n\t\t\t\"Effect\": \"Allow\",\r\n\t\t\t\"Principal\": {\r\n"
              "\t\t\t\t\"Federated\": \"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\"\r\n\t\t\t},\r\n"
              "\t\t\t\"Action\": \"sts:AssumeRoleWithWebIdentity\",\r\n\t\t\t\"Condition\": {\r\n"
              "\t\t\t\t\"StringEquals\": {\r\n\t\t\t\t\t\"oidc.example.com/id/A:aud\": \"sts.amazonaws.com\",\r\n"
              "\t\t\t\t\t\"oidc.example.com/id/A:sub\": \"system:serviceaccount:team-b:default-editor\"\r\n"
              "\t\t\t\t}\r\n\t\t\t}\r\n\t\t}\r\n\t ]\r\n}");
}

TEST(TrustPolicyLayout, a_statement_behind_one_on_its_line_is_on_one_line_too) {
    const std::string other = R"({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "x"})";
    EXPECT_EQ(add("{\n  \"Statement\": [\n    " + other + "\n  ]\n}"),
              "{\n  \"Statement\": [\n    " + other + ",\n    " + one_line + "\n  ]\n}");
    EXPECT_EQ(add("{\"Statement\": [" + other + "]}"), "{\"Statement\": [" + other + ", " + one_line + "]}");
    EXPECT_EQ(add("{\"Statement\":[" + without_spaces(other) + "]}"),
              "{\"Statement\":[" + without_spaces(other) + "," + without_spaces(one_line) + "]}");
}

TEST(TrustPolicyLayout, brackets_that_share_a_line_share_it_still) {
    const std::string text =
        "{\n  \"Statement\": [{\n    \"Effect\": \"Deny\",\n    \"Principal\": \"*\",\n    \"Action\": \"x\"\n  "
        "}]\n}\n";
    const std::string after = add(text);
    EXPECT_TRUE(after.starts_with(text.substr(0, text.find(']')) + ", {\n    \"Effect\": \"Allow\",\n")) << after;
    EXPECT_TRUE(after.ends_with("\n      }\n    }\n  }]\n}\n")) << after;
}

TEST(TrustPolicyLayout, a_single_subject_becomes_a_list_by_which_removal_knows_it) {
    EXPECT_EQ(add(document_of(Json::array({statement_for("a")})).dump(4)), [] {
        std::string text = document_of(Json::array({statement_for("a")})).dump(4);
        return text.replace(text.find("\"a\""), 3, std::string("[") + subject + ",\"a\"]");
    }());
    std::string minified = document_of(Json::array({statement_for("a")})).dump();
    const std::string before = minified;
    EXPECT_EQ(add(before), minified.replace(minified.find("\"a\""), 3, std::string("[") + subject + ", \"a\"]"));
}

TEST(TrustPolicyLayout, a_single_statement_becomes_a_list_by_which_removal_knows_it) {
    const std::string other = R"({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "x"})";
    EXPECT_EQ(add("{\"Statement\": " + other + "}"), std::string("{\"Statement\": [") + one_line + "," + other + "]}");
    EXPECT_EQ(add("{\"Statement\":" + other + "}"),
              "{\"Statement\":[" + without_spaces(one_line) + ", " + other + "]}");
    EXPECT_EQ(add("{\n\"Statement\": \n" + other + "}"),
              std::string("{\n\"Statement\": \n[") + one_line + "," + other + "]}");
}

TEST(TrustPolicyLayout, a_list_of_two_in_which_the_first_is_not_rendered_by_us_stays_a_list) {
    const std::string other = R"({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "x"})";
    std::string mine = one_line;
    mine.replace(mine.find(", \"Action\""), 2, ",  ");
    const auto document = decode_document("{\"Statement\": [" + mine + "," + other + "]}");
    EXPECT_EQ(without(*document, grant).text, "{\"Statement\": [" + other + "]}");
}

TEST(TrustPolicyLayout, odd_spaces_between_subjects_go_on) {
    std::string text = document_of(Json::array({statement_for({"a", "b"})})).dump();
    text.replace(text.find("\"a\",\"b\""), 7, "\"a\",\t \"b\"");
    EXPECT_NE(add(text).find(std::string("\"a\",\t \"b\",\t ") + subject + "]"), std::string::npos);
}

TEST(TrustPolicyLayout, a_document_that_is_indented_itself_is_indented_by_what_its_members_have_more) {
    EXPECT_TRUE(add("    {\n      \"Statement\": []\n    }").contains("[\n        {\n          \"Effect\""))
        << "by two";
}

}  // namespace
}  // namespace core::iam::trust_policy::edit

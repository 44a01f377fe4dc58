#include "core/iam/trust_policy/edit/render.hpp"

#include "core/iam/trust_policy/edit/edit.hpp"
#include "tests/support/case.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace core::iam::trust_policy::edit {
namespace {

const OidcProvider eks = {"aws", "111122223333", "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D"};
const OidcProvider china = {"aws-cn", "111122223333", "s3.cn-north-1.amazonaws.com.cn/keys-of-cluster"};
const std::vector<Subject> one = {{"team-a", "default-editor"}};
const std::vector<Subject> several = {{"team-a", "default-editor"}, {"team-b", "default-editor"}};
const std::vector<Subject> pattern = {{"team-a", "ws-*"}};
const std::vector<Subject> mixed = {{"team-a", "default-editor"}, {"team-a", "ws-?"}};

/// Compares with a file below testdata/trust_policy/render; with REWRITE_GOLDEN=1 in the environment, writes it.
void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = "trust_policy/render/" + name;
    if (std::getenv("REWRITE_GOLDEN") != nullptr) {
        std::ofstream(std::string(TESTDATA) + "/" + path, std::ios::binary) << text;
    }
    EXPECT_EQ(text, tests::read_testdata(path)) << "if that is meant: REWRITE_GOLDEN=1, and read the difference";
}

TEST(TrustPolicyRender, documents_are_as_in_the_golden_files) {
    expect_golden("one_subject.json", render_document(eks, one, sts_audience));
    expect_golden("several_subjects.json", render_document(eks, several, sts_audience));
    expect_golden("pattern.json", render_document(eks, pattern, sts_audience));
    expect_golden("name_and_pattern.json", render_document(eks, mixed, sts_audience));
    expect_golden("china.json", render_document(china, one, "sts.amazonaws.com.cn"));
}

TEST(TrustPolicyRender, other_layouts_are_as_in_the_golden_files) {
    expect_golden("two_spaces.json", render_document(eks, several, sts_audience, {.indent = "  "}));
    expect_golden("crlf_and_tabs.json",
                  render_document(eks, several, sts_audience, {.indent = "\t", .line_end = "\r\n"}));
    expect_golden("one_line.json", render_document(eks, several, sts_audience, {.is_one_line = true}));
    expect_golden("minified.json",
                  render_document(eks, several, sts_audience, {.is_one_line = true, .has_space_after_colon = false}));
}

TEST(TrustPolicyRender, the_default_layout_is_that_of_the_aws_cli) {
    for (const auto& subjects : {one, several, pattern, mixed}) {
        const std::string text = render_document(eks, subjects, "übliche \"Zuhörer\"\n");
        EXPECT_EQ(text, nlohmann::ordered_json::parse(text).dump(4) + "\n");
    }
}

TEST(TrustPolicyRender, a_statement_stands_as_deep_as_asked) {
    const std::string statement = render_statement(eks, one, sts_audience, {}, 2);
    EXPECT_NE(render_document(eks, one, sts_audience).find("        " + statement + "\n    ]\n"), std::string::npos);
}

TEST(TrustPolicyRender, a_document_lets_in_whom_it_names) {
    const auto document = decode_document(render_document(eks, mixed, sts_audience));
    ASSERT_TRUE(document);
    const auto verdict = [&](const char* service_account, const char* audience) {
        return evaluation::evaluate(*document, {.issuer = eks.issuer,
                                                .provider_arn = eks.arn(),
                                                .subject = Subject{"team-a", service_account}.text(),
                                                .audience = audience})
            .verdict;
    };
    EXPECT_EQ(verdict("default-editor", sts_audience), evaluation::Verdict::allowed);
    EXPECT_EQ(verdict("ws-1", sts_audience), evaluation::Verdict::allowed);
    EXPECT_EQ(verdict("ws-12", sts_audience), evaluation::Verdict::refused);
    EXPECT_EQ(verdict("default-editor", "kubernetes"), evaluation::Verdict::refused);
}

}  // namespace
}  // namespace core::iam::trust_policy::edit

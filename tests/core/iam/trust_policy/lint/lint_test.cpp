// What lint says to a person: the exact remedies. Which findings there are, and where, is in tests/testdata.
#include "core/iam/trust_policy/lint/lint.hpp"
#include "core/iam/trust_policy/edit/capacity.hpp"
#include "core/iam/trust_policy/lint/placeholder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::iam::trust_policy::Finding;
using core::iam::trust_policy::lint::BareWords;
using core::iam::trust_policy::lint::find_placeholder;

const std::string issuer = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

std::string statement(const std::string& federated, const std::string& keys_of, const std::string& subject) {
    return R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": ")" + federated +
           R"("}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {")" + keys_of +
           R"(:aud": "sts.amazonaws.com", ")" + keys_of + R"(:sub": ")" + subject + "\"}}}]}";
}

/// The remedy of the first finding of that code; the name of the code when there is none.
std::string remedy(const std::string& text, const std::string& code,
                   const core::iam::trust_policy::lint::Expectations& expectations = {}) {
    for (const Finding& finding : core::iam::trust_policy::lint::lint(text, expectations)) {
        if (finding.code == code) {
            return finding.remedy;
        }
    }
    return "no " + code;
}

std::string arn(const std::string& of_issuer) { return "arn:aws:iam::111122223333:oidc-provider/" + of_issuer; }

TEST(LintRemedy, IsTheExactArn) {
    const std::string wanted = "write \"" + arn(issuer) + '"';
    for (const std::string& wrong : {arn("https://" + issuer), "arn:aws:iam::111122223333:oidc-providers/" + issuer,
                                     "arn:aws:iam::111122223333:" + issuer}) {
        EXPECT_EQ(remedy(statement(wrong, issuer, "system:serviceaccount:a:b"), "bad_provider"), wanted) << wrong;
    }
    const std::string bare = statement("https://" + issuer, issuer, "system:serviceaccount:a:b");
    EXPECT_EQ(remedy(bare, "bad_provider", {.account_id = "111122223333"}), wanted);
    EXPECT_EQ(remedy(bare, "bad_provider"), "write arn:aws:iam::<12 digits>:oidc-provider/<issuer without https://>");
}

TEST(LintRemedy, IsTheExactSubject) {
    const std::string wanted = "write \"system:serviceaccount:team-a:default-editor\"";
    for (const char* wrong : {"team-a:default-editor", "system:serviceacount:team-a:default-editor",
                              " system:serviceaccount:team-a:default-editor",
                              "system:serviceaccount:Team-A:default-editor", "serviceaccount:team-a:default-editor"}) {
        EXPECT_EQ(remedy(statement(arn(issuer), issuer, wrong), "bad_subject"), wanted) << wrong;
    }
    EXPECT_EQ(remedy(statement(arn(issuer), issuer, "system:serviceaccount:team-a:defualt-editor"),
                     "misspelt_service_account"),
              wanted);
    // Two swapped pairs of letters are two mistakes, not four.
    EXPECT_EQ(remedy(statement(arn(issuer), issuer, "system:serviceaccount:team-a:edfault-editro"),
                     "misspelt_service_account"),
              wanted);
}

TEST(LintRemedy, IsTheExactKey) {
    const std::string old = "oidc.eks.eu-central-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210";
    const std::string text = statement(arn(issuer), old, "system:serviceaccount:team-a:default-editor");
    EXPECT_EQ(remedy(text, "wrong_issuer"), "write \"" + issuer + ":aud\", or correct the provider");
}

TEST(LintRemedy, NamesTheRoomThatIsLeft) {
    const std::string text = statement(arn(issuer), issuer, "system:serviceaccount:team-a:default-editor");
    const std::size_t size = core::iam::trust_policy::edit::counted_size(text);
    const auto full = core::iam::trust_policy::lint::lint(text, {.quota = size});
    ASSERT_EQ(full.size(), 1U);
    EXPECT_EQ(full[0].code, "nearly_full");
    EXPECT_NE(full[0].what.find(", no room for one more subject like system:serviceaccount:team-a:default-editor"),
              std::string::npos)
        << full[0].what;
    const auto over = core::iam::trust_policy::lint::lint(text, {.quota = size - 1});
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(over[0].code, "too_long");
    EXPECT_TRUE(core::iam::trust_policy::lint::lint(text, {.quota = size * 2}).empty());
    EXPECT_EQ(core::iam::trust_policy::lint::lint(text, {.quota = size * 100 / 93}).size(), 1U) << "93 %";
    EXPECT_EQ(core::iam::trust_policy::lint::lint(text, {.quota = size * 100 / 88}).size(), 0U) << "88 %";
}

TEST(LintFinding, KnowsItsStatementAndPointer) {
    const std::string text = statement(arn(issuer), issuer, "*");
    const auto findings = core::iam::trust_policy::lint::lint(text, {});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].statement_number, 1U);
    EXPECT_EQ(findings[0].pointer,
              "/Statement/0/Condition/StringEquals/oidc.eks.eu-central-1.amazonaws.com~1id~1"
              "0123456789ABCDEF0123456789ABCDEF:sub");
}

TEST(Placeholder, IsFound) {
    for (const char* text : {"$A", "${A}", "${A:-b}", "$(A)", "<a b>", "{{ a }}", "{{a.b}}", "{a}", "%s", "%d", "%(a)s",
                             "@A@", "ACCOUNT_ID", "MY_CLUSTER", "${", "x/${OIDC}/y"}) {
        EXPECT_NE(find_placeholder(text, BareWords::find), "") << text;
    }
    EXPECT_EQ(find_placeholder("id/${OIDC}:sub", BareWords::find), "${OIDC}");
    EXPECT_EQ(find_placeholder("${aws:username}-$NAME", BareWords::find), "$NAME");
}

TEST(Placeholder, IsNoVariableEscapeOrName) {
    for (const std::string& text :
         {std::string("${aws:username}"), "${" + issuer + ":sub}", std::string("${*}"), std::string("${?}"),
          std::string("${$}"), std::string("${aws:PrincipalTag/team, 'none'}"), std::string("a%20b%d0%af"),
          std::string("100%"), std::string("$1"), std::string("$"), std::string("a < b"), std::string("EXAMPLE"),
          std::string("account_id"), std::string("A_B"), issuer}) {
        EXPECT_EQ(find_placeholder(text, BareWords::find), "") << text;
    }
    EXPECT_EQ(find_placeholder("ACCOUNT_ID", BareWords::ignore), "");
}

}  // namespace

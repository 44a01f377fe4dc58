// Where a mistake is, and what the message says of it.
#include "core/iam/trust_policy/document.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace core::iam::trust_policy;
using core::json::Place;

std::vector<Finding> findings_of(const std::string& text) {
    std::vector<Finding> findings;
    (void)decode_document_forgiving(text, findings);
    return findings;
}

Finding only_finding(const std::string& text) {
    const auto findings = findings_of(text);
    EXPECT_EQ(findings.size(), 1U) << text;
    return findings.empty() ? Finding{} : findings.front();
}

TEST(TrustPolicyFinding, IsOneLine) {
    Finding finding{.code = "duplicate_key", .place = {4, 7}, .what = "it stands twice", .remedy = "keep one"};
    EXPECT_EQ(to_text(finding), "4:7: error duplicate_key: it stands twice; keep one");
    finding.severity = Severity::warning;
    finding.remedy.clear();
    EXPECT_EQ(to_text(finding), "4:7: warning duplicate_key: it stands twice");
}

TEST(TrustPolicyFinding, NamesBothPlacesOfADuplicateKey) {
    const Finding finding = only_finding(R"({
 "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"},
  {"Effect": "Allow", "Principal": "*", "Action": "*", "Condition": {"StringEquals": {
      "x:sub": "ä",
      "x:aud": "b", "x:sub": "c"}}}]})");
    EXPECT_EQ(finding.code, "duplicate_key");
    EXPECT_EQ(finding.place, (Place{5, 21}));
    EXPECT_EQ(finding.pointer, "/Statement/1/Condition/StringEquals");
    EXPECT_EQ(finding.statement_number, 2U);
    EXPECT_EQ(finding.what,
              R"(the key "x:sub" stands twice in /Statement/1/Condition/StringEquals, first in line 4, column 7)");
    EXPECT_EQ(finding.remedy, "put the values of both into one list under one key");
}

TEST(TrustPolicyFinding, SeesDuplicateKeysEverywhere) {
    const auto duplicates = [](const std::string& text) {
        std::size_t count = 0;
        for (const Finding& finding : findings_of(text)) {
            count += finding.code == "duplicate_key" ? 1U : 0U;
        }
        return count;
    };
    const std::string head = R"({"Effect":"Allow","Principal":"*","Action":"*",)";
    EXPECT_EQ(duplicates(R"({"Version":"a","Version":"a","Statement":[]})"), 1U);
    EXPECT_EQ(duplicates(R"({"Statement":[],"Statement":[]})"), 1U);
    EXPECT_EQ(duplicates(R"({"Statement":[{"Effect":"Allow","Effect":"Allow"}]})"), 1U);
    EXPECT_EQ(duplicates(R"({"Statement":{"Principal":{"AWS":"*","AWS":"*","AWS":"*"}}})"), 2U);
    EXPECT_EQ(duplicates(R"({"Unheard":[[{"a":{"b":1,"b":2}}]],"Statement":[]})"), 1U);
    EXPECT_EQ(duplicates(R"({"Statement":[{"a":1},{"a":1}]})"), 0U);
    EXPECT_EQ(duplicates(R"({"Statement":[],"A\u0061":1,"Aa":2})"), 1U);
    // Under Condition keys and operators have no case, elsewhere they have.
    EXPECT_EQ(duplicates(R"({"Statement":)" + head + R"("Condition":{"Bool":{"a:b":1,"A:B":1}}}})"), 1U);
    EXPECT_EQ(duplicates(R"({"Statement":[)" + head + R"("Condition":{"Bool":{"a":1},"BOOL":{"a":1}}}]})"), 1U);
    EXPECT_EQ(duplicates(R"({"Statement":)" + head + R"("Condition":{"Bool":{"ä":1,"Ä":1}}}})"), 0U);
    EXPECT_EQ(duplicates(R"({"Statement":)" + head + R"("Other":{"Bool":{"a":1,"A":1}}}})"), 0U);
    EXPECT_EQ(duplicates(R"({"Condition":{"a":1,"A":1},"Statement":[]})"), 0U);
    EXPECT_EQ(duplicates(R"({"Statement":[],"statement":[]})"), 0U);
}

TEST(TrustPolicyFinding, SaysWhichKeysAreOneKey) {
    const Finding finding = only_finding(
        R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"Bool":{"a:b":1,"A:B":1}}}})");
    EXPECT_EQ(finding.what, R"("A:B" and "a:b" are one key for IAM, and stand both in /Statement/Condition/Bool, )"
                            "first in line 1, column 82");
    EXPECT_EQ(finding.statement_number, 1U);
}

TEST(TrustPolicyFinding, PointsAtTheValue) {
    const auto findings = findings_of(R"({"Statement":[
  {"Effect":"allow","Principal":{"AWS":["*",1]},"Action":[null],"Condition":{"Bool":{"k/~":[{}]}}}, 2],
 "Version":1})");
    std::vector<std::string> pointers;
    std::vector<std::size_t> numbers;
    for (const Finding& finding : findings) {
        pointers.push_back(finding.pointer);
        numbers.push_back(finding.statement_number.value_or(0));
    }
    EXPECT_EQ(pointers,
              (std::vector<std::string>{"/Statement/0/Effect", "/Statement/0/Principal/AWS/1", "/Statement/0/Action/0",
                                        "/Statement/0/Condition/Bool/k~1~0/0", "/Statement/1", "/Version"}));
    EXPECT_EQ(numbers, (std::vector<std::size_t>{1, 1, 1, 1, 2, 0}));
    EXPECT_EQ(findings[0].place, (Place{2, 13}));
}

TEST(TrustPolicyFinding, SaysWhatIsMissingAndHowItWasSpelt) {
    const auto findings = findings_of(R"({"Statement":[{"effect":"Allow","Principal":"*","Action":"*"}]})");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].what, "statement 1 has no Effect");
    EXPECT_EQ(findings[0].remedy, R"(write "Effect" in place of "effect")");
    EXPECT_EQ(only_finding(R"({"statement":[]})").remedy, R"(write "Statement" in place of "statement")");
}

TEST(TrustPolicyFinding, GoesOnAfterATrailingComma) {
    const auto findings =
        findings_of("{\"Statement\": [\n  {\"Effect\": 1, \"Principal\": \"*\", \"Action\": \"*\",},\n],}");
    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0].code, "wrong_effect");
    EXPECT_EQ(findings[1].code, "broken_json");
    EXPECT_EQ(findings[1].place, (Place{2, 48}));
    EXPECT_EQ(findings[1].what, "a comma stands before a closing bracket");
    EXPECT_EQ(findings[2].place, (Place{2, 50}));
    EXPECT_EQ(findings[3].place, (Place{3, 2}));
}

TEST(TrustPolicyFinding, NamesThePlaceOfBrokenJson) {
    const Finding finding = only_finding("{\"Statement\": [\n {\"Effect\" \"Allow\"}]}");
    EXPECT_EQ(finding.code, "broken_json");
    EXPECT_EQ(finding.place, (Place{2, 12}));
    EXPECT_EQ(finding.what, "expected a colon after the key");
    EXPECT_EQ(only_finding("").code, "broken_json");
    EXPECT_EQ(only_finding("{} {}").place, (Place{1, 4}));
    EXPECT_EQ(only_finding(std::string(200, '[')).code, "too_deep");
    EXPECT_EQ(only_finding("\xEF\xBB\xBF{}").remedy, "save the file as UTF-8 without a byte order mark");
}

TEST(TrustPolicyFinding, RecognisesWhatTheApiAndTheCliPrint) {
    for (const char* text : {"%7B%22Version%22%3A%222012-10-17%22%7D", "\n %7b%7d", "\"%7B%22Version%22%7D\""}) {
        EXPECT_EQ(only_finding(text).code, "url_encoded_document") << text;
    }
    const Finding role = only_finding(R"({"Role": {"AssumeRolePolicyDocument": {"Statement": []}}})");
    EXPECT_EQ(role.code, "wrapped_document");
    EXPECT_NE(role.remedy.find("--query Role.AssumeRolePolicyDocument"), std::string::npos);
    EXPECT_EQ(only_finding(R"({"RoleName":"x","AssumeRolePolicyDocument":{}})").code, "wrapped_document");
    EXPECT_EQ(only_finding(R"("{\"Statement\":[]}")").code, "wrapped_document");
}

TEST(TrustPolicyFinding, IsOfTheWholeDocumentWhereThereIsNoPointer) {
    const auto document = decode_document(R"({"Statement":[]})");
    ASSERT_TRUE(document);
    const Finding finding = finding_at(*document, 0, {.code = "x"});
    EXPECT_EQ(finding.pointer, "");
    EXPECT_EQ(finding.code, "x");
    EXPECT_FALSE(finding.statement_number);
    EXPECT_EQ(finding_at(*document, 1000, {}).place, (Place{1, 17}));
}

}  // namespace

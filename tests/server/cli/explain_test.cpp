#include <gmock/gmock.h>

#include "server/cli/explain_json.hpp"
#include "server/cli/explain_text.hpp"
#include "server/cli/tree.hpp"

namespace server::cli {
namespace {

using core::mutation::Explanation;
using core::mutation::Mode;
using core::mutation::Reason;
using core::mutation::Source;
using ::testing::HasSubstr;

Explanation with_role() {
    Explanation explanation;
    explanation.namespace_name = "team-a";
    explanation.service_account = "default-editor";
    explanation.reason = Reason::injected;
    explanation.source = Source::profile;
    explanation.role = "arn:aws:iam::111122223333:role/team-a";
    explanation.profile = "team-a";
    explanation.audience = "sts.amazonaws.com";
    explanation.token_expiration_s = 5400;
    explanation.region = "eu-central-1";
    explanation.facts = {{"namespace", "found"}, {"service account", "is managed"}};
    explanation.warnings = {"look out"};
    return explanation;
}

Explanation without_role() {
    Explanation explanation;
    explanation.namespace_name = "team-b";
    explanation.service_account = "reader";
    return explanation;
}

TEST(EncodeExplanation, has_the_shape_of_the_documentation) {
    const Tree json = decode_tree(encode_explanation(with_role())).value();
    const Tree expected = decode_tree(R"({"namespace":"team-a","serviceAccount":"default-editor","mode":"inject",
        "reason":"injected","source":"profile","roleArn":"arn:aws:iam::111122223333:role/team-a","profile":"team-a",
        "settings":{"audience":"sts.amazonaws.com","tokenExpirationSeconds":5400,"stsRegionalEndpoints":false,"region":"eu-central-1"},
        "facts":[{"about":"namespace","text":"found"},{"about":"service account","text":"is managed"}],
        "warnings":["look out"]})")
                              .value();
    EXPECT_EQ(json, expected) << encode_tree(json);
}

TEST(EncodeExplanation, leaves_out_what_does_not_exist) {
    EXPECT_EQ(
        decode_tree(encode_explanation(without_role())).value(),
        decode_tree(
            R"({"namespace":"team-b","serviceAccount":"reader","mode":"inject","reason":"no_role","facts":[],"warnings":[]})")
            .value());
}

TEST(RenderExplanation, aligns_the_facts_and_ends_with_the_result) {
    EXPECT_EQ(render_explanation(with_role(), Paint{}),
              "ServiceAccount team-a/default-editor\n\n"
              "  namespace        found\n"
              "  service account  is managed\n"
              "  settings         audience sts.amazonaws.com, token for 90 min, global STS, region eu-central-1\n"
              "  warning: look out\n\n"
              "A Pod of ServiceAccount team-a/default-editor gets arn:aws:iam::111122223333:role/team-a: role from "
              "Profile team-a\n");
}

TEST(RenderExplanation, says_why_there_is_no_role) {
    EXPECT_THAT(
        render_explanation(without_role(), Paint{}),
        HasSubstr(
            "A Pod of ServiceAccount team-b/reader gets no role: no rule gives a role to ServiceAccount reader in "
            "namespace team-b (no_role)\n"));
}

TEST(RenderExplanation, a_role_that_is_only_observed_is_not_given) {
    Explanation explanation = with_role();
    explanation.mode = Mode::observe;
    EXPECT_THAT(render_explanation(explanation, Paint{}), HasSubstr(" would get arn:"));
    EXPECT_THAT(render_explanation(explanation, Paint{}), HasSubstr("; but mode is observe\n"));
}

}  // namespace
}  // namespace server::cli

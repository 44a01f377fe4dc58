#include <gmock/gmock.h>

#include <sstream>

#include "server/cli/mutate_run.hpp"
#include "server/cli/mutate_words.hpp"

namespace server::cli {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view role = "arn:aws:iam::111122223333:role/team-a";

core::profile::Directory directory() {
    core::profile::Plugin plugin;
    plugin.role_arn = role;
    return core::profile::Directory()
        .with(core::profile::Profile{
            .name = "team-a", .uid = {}, .owner_name = "ada", .terminating = false, .plugin = plugin})
        .with(core::profile::Namespace{.name = "team-a",
                                       .owner_annotation = "ada",
                                       .mode_label = {},
                                       .controllers = {},
                                       .has_profile_reference = false,
                                       .has_profile_label = false});
}

struct Printed {
    std::string out;
    std::string err;
    int exit_code = 0;
};

Printed mutate(MutateOutput output, const std::string& file, std::string_view text,
               const core::mutation::Policy& policy = {}) {
    std::ostringstream out;
    std::ostringstream err;
    MutateReport report(out, err, output, Paint{});
    const core::profile::Directory known = directory();
    Mutation mutation(known, policy, "team-a", report, err);
    mutation.take(file, text);
    return {out.str(), err.str(), mutation.exit_code()};
}

Tree tree(std::string_view json) { return decode_tree(json).value(); }

constexpr std::string_view pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},
    "spec":{"containers":[{"name":"main"}],"serviceAccountName":"default-editor"}})";
constexpr std::string_view bad_pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"bad"},
    "spec":{"containers":7,"serviceAccountName":"default-editor"}})";

TEST(Mutation, object_is_the_input_with_the_patch_applied) {
    Tree expected = tree(pod);
    const auto patch = decode_patch(mutate(MutateOutput::patch, "p.json", pod).out);
    ASSERT_TRUE(patch) << patch.error().detail;
    EXPECT_FALSE(patch->empty());
    ASSERT_TRUE(apply_patch(expected, *patch));
    const Printed printed = mutate(MutateOutput::object, "p.json", pod);
    EXPECT_EQ(tree(printed.out), expected);
    EXPECT_THAT(printed.out, HasSubstr(role));
    EXPECT_EQ(printed.exit_code, 0);
    EXPECT_EQ(printed.err, "");
}

TEST(Mutation, a_second_pass_changes_nothing) {
    const Printed once = mutate(MutateOutput::object, "p.json", pod);
    EXPECT_EQ(mutate(MutateOutput::object, "p.json", once.out).out, once.out);
    EXPECT_EQ(mutate(MutateOutput::patch, "p.json", once.out).out, "[]\n");
    EXPECT_EQ(mutate(MutateOutput::diff, "p.json", once.out).out,
              "p.json: Pod team-a/p: unchanged: all of it is there already (complete)\n");
}

TEST(Mutation, json_comes_out_as_json_and_yaml_as_yaml) {
    EXPECT_TRUE(mutate(MutateOutput::object, "<stdin>", pod).out.starts_with("{\n    \"apiVersion\": \"v1\",\n"));
    EXPECT_TRUE(mutate(MutateOutput::object, "p.yaml", "apiVersion: v1\nkind: ServiceAccount\n")
                    .out.starts_with("apiVersion: v1\n"));
}

TEST(Mutation, several_yaml_documents_stay_apart) {
    const std::string_view text = "apiVersion: v1\nkind: ServiceAccount\n---\napiVersion: v1\nkind: ServiceAccount\n";
    EXPECT_EQ(mutate(MutateOutput::object, "a.yaml", text).out, text);
}

TEST(Mutation, the_patch_of_a_template_starts_at_the_document) {
    const std::string object =
        R"({"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"s"},"spec":{"template":)" +
        std::string(R"({"spec":{"containers":[{"name":"c"}],"serviceAccountName":"default-editor"}}}})");
    const std::string list = R"({"apiVersion":"v1","kind":"List","items":[)" + object + "]}";
    EXPECT_THAT(mutate(MutateOutput::patch, "s.json", object).out,
                HasSubstr(R"("path":"/spec/template/spec/volumes")"));
    EXPECT_THAT(mutate(MutateOutput::patch, "l.json", list).out,
                HasSubstr(R"("path":"/items/0/spec/template/spec/volumes")"));
    const Tree mutated = tree(mutate(MutateOutput::object, "s.json", object).out);
    EXPECT_NE(find_at(mutated, "/spec/template/spec/containers/0/env/0"), nullptr);
    EXPECT_EQ(find_at(mutated, "/spec/template/metadata"), nullptr);
}

TEST(Mutation, a_pod_that_would_be_refused_is_named_with_its_place) {
    const Printed printed = mutate(MutateOutput::object, "p.json", bad_pod);
    EXPECT_EQ(printed.out, "");
    EXPECT_EQ(printed.exit_code, 1);
    EXPECT_THAT(printed.err, HasSubstr("p.json:2:13: Pod team-a/bad would be refused: profile-iam-webhook: "));
    EXPECT_THAT(printed.err, HasSubstr("/request/object/spec/containers"));
}

TEST(Mutation, the_others_are_processed_all_the_same) {
    const std::string list = R"({"apiVersion":"v1","kind":"List","items":[)" + std::string(bad_pod) + "," +
                             std::string(pod) + "]}";
    const Printed printed = mutate(MutateOutput::object, "l.json", list);
    EXPECT_EQ(printed.exit_code, 1);
    const Tree mutated = tree(printed.out);
    ASSERT_EQ(mutated.find("items")->items.size(), 1U);
    EXPECT_THAT(printed.out, HasSubstr(role));
    EXPECT_EQ(mutate(MutateOutput::review, "l.json", list).exit_code, 1);
}

TEST(Mutation, a_denied_service_account_is_refused) {
    core::mutation::Policy policy;
    policy.on_role_conflict = core::mutation::OnRoleConflict::deny;
    const std::string_view account = R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default-editor",
        "annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::111122223333:role/mine"}}})";
    const Printed printed = mutate(MutateOutput::diff, "sa.json", account, policy);
    EXPECT_EQ(printed.exit_code, 1);
    EXPECT_THAT(printed.err, HasSubstr("sa.json:1:1: ServiceAccount team-a/default-editor would be refused: "));
    EXPECT_THAT(printed.out, HasSubstr("denied: another role than that of Profile team-a"));
    EXPECT_EQ(mutate(MutateOutput::diff, "sa.json", account).exit_code, 0);  // repaired
}

TEST(Mutation, what_cannot_be_understood_is_wrong_use) {
    const Printed service = mutate(MutateOutput::object, "s.yaml", "# first\napiVersion: v1\nkind: Service\n");
    EXPECT_EQ(service.exit_code, 2);
    EXPECT_THAT(service.err, HasSubstr("s.yaml:2:1: kind Service of v1 is not understood"));
    const Printed broken = mutate(MutateOutput::object, "b.yaml", "a: b\nc: [\n");
    EXPECT_EQ(broken.exit_code, 2);
    EXPECT_THAT(broken.err, ::testing::ContainsRegex("^b.yaml:[0-9]+:[0-9]+: "));
    EXPECT_EQ(mutate(MutateOutput::object, "e.yaml", "# nothing\n").err, "e.yaml: no object in it\n");
}

TEST(Mutation, wrong_use_counts_more_than_a_refusal) {
    EXPECT_EQ(mutate(MutateOutput::object, "x.json", std::string(bad_pod) + R"({"apiVersion":"v1","kind":"Service"})")
                  .exit_code,
              2);
}

TEST(Mutation, warnings_go_to_standard_error_or_into_the_diff) {
    const std::string_view keys =
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"main",
        "env":[{"name":"AWS_ACCESS_KEY_ID","value":"x"}]}],"serviceAccountName":"default-editor"}})";
    const Printed object = mutate(MutateOutput::object, "p.json", keys);
    EXPECT_THAT(object.err, ::testing::MatchesRegex("Warning: .*AWS_ACCESS_KEY_ID.* \\(p.json: Pod team-a/p\\)\n"));
    EXPECT_EQ(object.exit_code, 0);
    const Printed diff = mutate(MutateOutput::diff, "p.json", keys);
    EXPECT_THAT(diff.out, HasSubstr("\n  warning: "));
    EXPECT_EQ(diff.err, "");
}

TEST(Mutation, the_diff_says_why_and_what) {
    const Printed printed = mutate(MutateOutput::diff, "p.json", pod);
    EXPECT_TRUE(printed.out.starts_with(
        "p.json: Pod team-a/p\n  injected: role from Profile team-a\n  role ARN: " + std::string(role) + "\n@@ -"));
    EXPECT_THAT(printed.out, HasSubstr("+    - name: AWS_ROLE_ARN\n"));
}

TEST(Mutation, an_admission_review_gives_its_object) {
    const std::string review =
        R"({"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"u-1",
        "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
        "operation":"CREATE","namespace":"team-a","object":)" +
        std::string(pod) + "}}";
    EXPECT_EQ(tree(mutate(MutateOutput::object, "r.json", review).out),
              tree(mutate(MutateOutput::object, "p.json", pod).out));
    EXPECT_EQ(mutate(MutateOutput::patch, "r.json", review).out, mutate(MutateOutput::patch, "p.json", pod).out);
    const Tree answer = tree(mutate(MutateOutput::review, "r.json", review).out);
    EXPECT_EQ(answer.string_at("apiVersion"), "admission.k8s.io/v1beta1");
    EXPECT_EQ(answer.find("response")->string_at("uid"), "u-1");
}

TEST(Mutation, mode_observe_changes_nothing_and_says_so) {
    core::mutation::Policy policy;
    policy.mode = core::mutation::Mode::observe;
    EXPECT_EQ(mutate(MutateOutput::diff, "p.json", pod, policy).out,
              "p.json: Pod team-a/p: unchanged: mode observe; else injected: role from Profile team-a\n");
    EXPECT_EQ(tree(mutate(MutateOutput::object, "p.json", pod, policy).out), tree(pod));
}

TEST(ReasonInWords, every_reason_that_changes_nothing_has_words) {
    using core::mutation::Reason;
    for (int i = 0; i < core::mutation::reason_count; ++i) {
        const auto reason = static_cast<Reason>(i);
        const bool changes = reason == Reason::injected || reason == Reason::annotated || reason == Reason::repaired ||
                             reason == Reason::refused;
        EXPECT_EQ(reason_in_words(reason, "ns", "sa", "p").empty(), changes) << core::mutation::to_string(reason);
    }
}

TEST(DecodeAnswer, a_body_that_is_none_of_ours_is_our_mistake) {
    for (const char* body : {"", "{}", R"({"response":{"allowed":true,"patch":"x"}})",
                             R"({"response":{"allowed":true,"patch":"!AAA"}})"}) {
        EXPECT_THROW(static_cast<void>(decode_answer(core::Reply{200, body, {}, {}})), std::logic_error) << body;
    }
}

}  // namespace
}  // namespace server::cli

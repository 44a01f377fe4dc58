#include "server/cli/inputs.hpp"

#include <gmock/gmock.h>

namespace server::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

Tree tree(std::string_view json) { return decode_tree(json).value(); }

Subjects subjects_of(std::string_view json) {
    Tree document = tree(json);
    return find_subjects(document, "team-b");
}

/// The value in the only subject's review, as JSON.
std::string reviewed(std::string_view json, std::string_view pointer) {
    const Subjects subjects = subjects_of(json);
    EXPECT_THAT(subjects.unusable, SizeIs(0));
    if (subjects.found.size() != 1) {
        return std::to_string(subjects.found.size()) + " subjects";
    }
    const Tree review = tree(subjects.found[0].review);
    const Tree* value = find_at(review, pointer);
    return value == nullptr ? "none" : encode_tree(*value);
}

constexpr std::string_view pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"team-a"},
    "spec":{"serviceAccountName":"sa","containers":[]}})";

TEST(FindSubjects, a_pod_is_reviewed_as_it_stands) {
    EXPECT_EQ(reviewed(pod, "/request/object"), encode_tree(tree(pod)));
    EXPECT_EQ(reviewed(pod, "/request/namespace"), R"("team-a")");
    EXPECT_EQ(reviewed(pod, "/request/name"), R"("p")");
    EXPECT_EQ(reviewed(pod, "/request/operation"), R"("CREATE")");
    EXPECT_EQ(reviewed(pod, "/request/kind"), R"({"kind":"Pod","group":"","version":"v1"})");
    EXPECT_EQ(reviewed(pod, "/request/resource/resource"), R"("pods")");
    EXPECT_EQ(reviewed(pod, "/apiVersion"), R"("admission.k8s.io/v1")");
}

TEST(FindSubjects, the_uid_is_a_uuid_that_depends_on_the_object_alone) {
    const std::string uid = reviewed(pod, "/request/uid");
    EXPECT_THAT(uid,
                ::testing::MatchesRegex("\"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\""));
    EXPECT_EQ(uid, reviewed(pod, "/request/uid"));
    EXPECT_NE(uid, reviewed(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"q"}})", "/request/uid"));
}

TEST(FindSubjects, an_object_without_a_namespace_takes_the_default) {
    EXPECT_EQ(reviewed(R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s"}})", "/request/namespace"),
              R"("team-b")");
    EXPECT_EQ(reviewed(R"({"apiVersion":"v1","kind":"ServiceAccount"})", "/request/resource/resource"),
              R"("serviceaccounts")");
}

std::string account_of(std::string_view spec) {
    Tree document = tree(R"({"apiVersion":"v1","kind":"Pod","spec":)" + std::string(spec) + "}");
    const Subjects subjects = find_subjects(document, "default");
    const Tree review = tree(subjects.found.at(0).review);
    EXPECT_EQ(*find_at(review, "/request/object"), document);  // what is asked is what is printed
    return encode_tree(*document.find("spec"));
}

TEST(FindSubjects, a_pod_without_a_service_account_gets_default) {
    EXPECT_EQ(account_of("{}"), R"({"serviceAccountName":"default"})");
    EXPECT_EQ(account_of(R"({"serviceAccountName":""})"), R"({"serviceAccountName":"default"})");
    EXPECT_EQ(account_of(R"({"serviceAccountName":null})"), R"({"serviceAccountName":"default"})");
    EXPECT_EQ(account_of(R"({"serviceAccount":"x"})"), R"({"serviceAccount":"x"})");
    EXPECT_EQ(account_of(R"({"serviceAccountName":7})"), R"({"serviceAccountName":7})");
    EXPECT_EQ(account_of("[]"), "[]");
}

struct Template {
    const char* api_version;
    const char* kind;
    const char* target;
};

class Workloads : public ::testing::TestWithParam<Template> {};

TEST_P(Workloads, the_pod_template_is_asked_about) {
    const auto& [api_version, kind, target] = GetParam();
    const std::string body = R"({"metadata":{"labels":{"l":"1"}},"spec":{"containers":[{"name":"c"}]}})";
    const std::string spec = std::string_view(target).contains("jobTemplate")
                                 ? R"({"jobTemplate":{"spec":{"template":)" + body + "}}}"
                                 : R"({"template":)" + body + "}";
    const std::string object = R"({"apiVersion":")" + std::string(api_version) + R"(","kind":")" + kind +
                               R"(","metadata":{"name":"w","namespace":"team-a"},"spec":)" + spec + "}";
    Tree document = tree(object);
    const Subjects subjects = find_subjects(document, "default");
    ASSERT_THAT(subjects.found, SizeIs(1));
    EXPECT_EQ(subjects.found[0].target, target);
    EXPECT_EQ(subjects.found[0].object, "");
    EXPECT_EQ(subjects.found[0].kind, kind);
    EXPECT_EQ(document, tree(object));  // a template is not filled in
    EXPECT_EQ(reviewed(object, "/request/object"),
              encode_tree(tree(R"({"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"w-","labels":{"l":"1"},
                  "namespace":"team-a"},"spec":{"containers":[{"name":"c"}],"serviceAccountName":"default"}})")));
}

INSTANTIATE_TEST_SUITE_P(All, Workloads,
                         ::testing::Values(Template{"apps/v1", "StatefulSet", "/spec/template"},
                                           Template{"apps/v1", "Deployment", "/spec/template"},
                                           Template{"apps/v1", "ReplicaSet", "/spec/template"},
                                           Template{"apps/v1", "DaemonSet", "/spec/template"},
                                           Template{"v1", "ReplicationController", "/spec/template"},
                                           Template{"batch/v1", "Job", "/spec/template"},
                                           Template{"batch/v1", "CronJob", "/spec/jobTemplate/spec/template"},
                                           Template{"kubeflow.org/v1", "Notebook", "/spec/template"},
                                           Template{"kubeflow.org/v1beta1", "Notebook", "/spec/template"}),
                         [](const auto& info) { return std::string(info.param.kind) + std::to_string(info.index); });

std::string complaint(std::string_view json) {
    const Subjects subjects = subjects_of(json);
    EXPECT_THAT(subjects.found, SizeIs(0));
    return subjects.unusable.size() == 1 ? subjects.unusable[0].why : std::to_string(subjects.unusable.size());
}

TEST(FindSubjects, other_kinds_are_refused_with_the_kinds_that_are_understood) {
    const std::string why = complaint(R"({"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow"})");
    EXPECT_THAT(why, HasSubstr("kind Workflow of argoproj.io/v1alpha1 is not understood"));
    EXPECT_THAT(why, HasSubstr("Pod, ServiceAccount, StatefulSet, Deployment"));
    EXPECT_THAT(why, HasSubstr("CronJob, Notebook, List and AdmissionReview"));
    EXPECT_THAT(complaint(R"({"apiVersion":"kubeflow.org/v1","kind":"Deployment"})"), HasSubstr("not understood"));
    EXPECT_THAT(complaint(R"({"apiVersion":"other.org/v1","kind":"Pod"})"), HasSubstr("not understood"));
}

TEST(FindSubjects, what_is_no_object_is_refused) {
    EXPECT_THAT(complaint("{}"), HasSubstr("apiVersion and kind"));
    EXPECT_THAT(complaint("[]"), HasSubstr("apiVersion and kind"));
    EXPECT_THAT(complaint(R"({"apiVersion":"v1","kind":["Pod"]})"), HasSubstr("apiVersion and kind"));
    EXPECT_THAT(complaint(R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{}})"),
                HasSubstr("/spec/template must be"));
    EXPECT_THAT(complaint(R"({"apiVersion":"v1","kind":"List","items":{}})"), HasSubstr("/items"));
}

TEST(FindSubjects, every_item_of_a_list) {
    const Subjects subjects = subjects_of(R"({"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod"},
        {"apiVersion":"v1","kind":"Service"},{"apiVersion":"batch/v1","kind":"Job","spec":{"template":{}}},
        {"apiVersion":"v1","kind":"List","items":[]}]})");
    ASSERT_THAT(subjects.found, SizeIs(2));
    EXPECT_EQ(subjects.found[0].target, "/items/0");
    EXPECT_EQ(subjects.found[1].object, "/items/2");
    EXPECT_EQ(subjects.found[1].target, "/items/2/spec/template");
    ASSERT_THAT(subjects.unusable, SizeIs(2));
    EXPECT_EQ(subjects.unusable[0].pointer, "/items/1");
    EXPECT_EQ(subjects.unusable[1].pointer, "/items/3");
}

TEST(FindSubjects, an_admission_review_is_asked_as_it_stands) {
    const std::string review =
        R"({"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"u",
        "namespace":"team-c","object":{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"g-"},"spec":{}}}})";
    const Subjects subjects = subjects_of(review);
    ASSERT_THAT(subjects.found, SizeIs(1));
    EXPECT_EQ(tree(subjects.found[0].review), tree(review));
    EXPECT_EQ(subjects.found[0].target, "/request/object");
    EXPECT_EQ(subjects.found[0].namespace_name, "team-c");
    EXPECT_EQ(subjects.found[0].name, "g-");
    EXPECT_THAT(subjects_of(R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"})").found, SizeIs(1));
}

}  // namespace
}  // namespace server::cli

#include "core/admission/review.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace core::admission;

const std::string uid = R"("uid":"u")";
const std::string kind = R"("kind":{"group":"","version":"v1","kind":"Pod"})";
const std::string resource = R"("resource":{"group":"","version":"v1","resource":"pods"})";
const std::string operation = R"("operation":"CREATE")";
const std::string object =
    R"("object":{"kind":"Pod","metadata":{"name":"p"},"spec":{"serviceAccountName":"sa","containers":[{"name":"c","env":[{"name":"AWS_ROLE_ARN","value":"x"}]}]}})";

std::string body(const std::vector<std::string>& members) {
    std::string out = R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{)";
    for (std::size_t i = 0; i < members.size(); ++i) {
        out += (i == 0 ? "" : ",") + members[i];
    }
    return out + "}}";
}

std::string error_of(const std::string& text) {
    const auto review = decode_review(text);
    return review ? "none" : review.error().detail;
}

TEST(Review, ReadsItsObjectWhereverItStands) {
    std::vector<std::string> members = {uid, kind, resource, operation, object};
    std::ranges::sort(members);
    do {
        const std::string text = body(members);
        const auto review = decode_review(text);
        ASSERT_TRUE(review) << review.error().detail;
        const auto* pod = std::get_if<PodReview>(&review->object);
        ASSERT_NE(pod, nullptr) << text;
        EXPECT_EQ(pod->pod.service_account(), "sa");
        EXPECT_TRUE(pod->pod.spec.containers.items.at(0).environment[Variable::role_arn].present);
    } while (std::ranges::next_permutation(members).found);
}

TEST(Review, TakesTheLastOfARepeatedKeyWhole) {
    const std::string text = body(
        {uid, kind, resource, operation, R"("object":5)", object,
         R"("object":{"spec":{"serviceAccountName":"other","containers":"x","containers":[{"name":"a","env":5,"env":[]}]},"spec":{"containers":[{"name":"b"}]}})"});
    const auto review = decode_review(text);
    ASSERT_TRUE(review) << review.error().detail;
    const Pod& pod = std::get<PodReview>(review->object).pod;
    EXPECT_EQ(pod.service_account(), "");
    EXPECT_EQ(pod.spec.containers.items.at(0).name.value, "b");
    EXPECT_FALSE(pod.fault().is_set());
}

TEST(Review, KeepsAFaultOfWhatCounts) {
    const std::string text =
        body({uid, kind, resource, operation, R"("object":{"spec":{"containers":[{"name":"a","env":[],"env":5}]}})"});
    const auto review = decode_review(text);
    ASSERT_TRUE(review);
    const auto fault = std::get<PodReview>(review->object).pod.fault();
    ASSERT_TRUE(fault.is_set());
    EXPECT_EQ(core::json::wrong_shape(text, fault).detail, "/request/object/spec/containers/0/env must be an array");
}

TEST(Review, UnescapesKeysAndValues) {
    const std::string text = body({R"("\u0075id":"\u0061b")", kind, resource, operation,
                                   R"("object":{"sp\u0065c":{"serviceAccountName":"s\u0061"}})"});
    const auto review = decode_review(text);
    ASSERT_TRUE(review);
    EXPECT_EQ(review->uid, R"(\u0061b)") << "echoed as it stands";
    EXPECT_EQ(std::get<PodReview>(review->object).pod.service_account(), "sa");
}

TEST(Review, SaysWhatIsMissing) {
    EXPECT_EQ(error_of("[]"), "(the document) must be an object");
    EXPECT_EQ(error_of("{}"), "/kind must be AdmissionReview");
    EXPECT_EQ(error_of(R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v2"})"),
              "/apiVersion must be admission.k8s.io/v1 or admission.k8s.io/v1beta1");
    EXPECT_EQ(error_of(R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"})"), "/request is missing");
    EXPECT_EQ(error_of(R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":7})"),
              "/request must be an object");
    EXPECT_EQ(error_of(body({kind})), "/request/uid is missing");
    EXPECT_EQ(error_of(body({R"("uid":"")"})), "/request/uid is missing");
    EXPECT_EQ(error_of(body({R"("uid":5)"})), "/request/uid must be a string that is not empty");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation})), "/request/object is missing");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation, R"("object":null)"})), "/request/object is missing");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation, R"("object":[])"})), "/request/object must be an object");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation, R"("object":{"kind":"Node"})"})),
              "/request/object must be of kind Pod and apiVersion v1");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation, object, R"("namespace":"../x")"})),
              "/request/namespace is no DNS-1123 name");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation, R"("object":{"spec":{"serviceAccountName":"A"}})"})),
              "/request/object/spec/serviceAccountName is no DNS-1123 name");
    EXPECT_EQ(error_of(body({uid, kind, resource, operation, object}) + "x").substr(0, 14), "(the document)");
}

TEST(Review, IsOtherForWhatWeDidNotAskFor) {
    for (const auto& members : std::vector<std::vector<std::string>>{
             {uid},
             {uid, R"("kind":{"group":"apps","version":"v1","kind":"Pod"})", resource, operation},
             {uid, R"("kind":{"group":"","version":"v1","kind":"Node"})", resource, operation},
             {uid, kind, R"("resource":{"group":"","version":"v1","resource":"nodes"})", operation},
             {uid, kind, resource, R"("operation":"DELETE")", R"("object":null)"},
             {uid, kind, resource, operation, R"("subResource":"binding")", R"("object":{"kind":"Binding"})"},
             {uid, kind, resource, R"("operation":"UPDATE")"}}) {
        const auto review = decode_review(body(members));
        ASSERT_TRUE(review) << review.error().detail;
        EXPECT_EQ(review->subject.resource, Resource::other);
    }
    EXPECT_EQ(decode_review(body({uid, kind, operation, object}))->subject.resource, Resource::pods)
        << "kind alone is enough";
    EXPECT_EQ(decode_review(body({uid, resource, operation, object}))->subject.resource, Resource::pods)
        << "resource alone is enough";
}

}  // namespace

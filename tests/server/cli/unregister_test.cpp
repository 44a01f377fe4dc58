#include "server/cli/unregister_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>

#include "tests/server/kube/api_stand_in.hpp"
#include "tests/server/kube/request_stand_in.hpp"

namespace server::cli {
namespace {

using kube::testing::RequestStandIn;
using kube::testing::status_json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

using Answer = RequestStandIn::Answer;
using Request = RequestStandIn::Request;

/// One MutatingWebhookConfiguration, by its uid; and what `unregister` says.
class Unregister : public ::testing::Test {
protected:
    Answer get() const {
        if (uid.empty()) return {.status = 404, .body = status_json(404, "NotFound", "not found")};
        return {.body = R"({"metadata":{"name":"profile-iam-webhook","resourceVersion":"7","uid":")" + uid + R"("}})"};
    }
    Answer remove(const Request& request) {
        if (uid.empty()) return {.status = 404, .body = status_json(404, "NotFound", "not found")};
        if (!request.body.contains(R"("preconditions":{"uid":")" + uid + R"("})"))
            return {.status = 409, .body = status_json(409, "Conflict", "the UID in the precondition is another")};
        uid.clear();
        return {.body = R"({"kind":"Status","status":"Success"})"};
    }
    Answer answer(const Request& request) { return request.method == "DELETE" ? remove(request) : get(); }
    bool run() {
        kube::BlockingClient client(api.cluster());
        return unregister(client, options, out, err);
    }

    std::string uid = "first";
    RequestStandIn::Answers answers = [this](const Request& request) { return answer(request); };
    RequestStandIn api{[this](const Request& request) { return answers(request); }};
    UnregisterOptions options{
        .webhook_configuration = "profile-iam-webhook", .settle = 0ms, .limit = 20s, .brief = 50ms, .pause = 5ms};
    std::ostringstream out;
    std::ostringstream err;
};

TEST_F(Unregister, DeletesWhatItSawAndLooksUntilItIsGone) {
    EXPECT_TRUE(run()) << err.str();
    const std::string path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/profile-iam-webhook";
    EXPECT_THAT(api.asked(), ElementsAre("GET " + path, "DELETE " + path, "GET " + path, "GET " + path));
    EXPECT_THAT(out.str(), HasSubstr("deleted the MutatingWebhookConfiguration profile-iam-webhook"));
    EXPECT_EQ(err.str(), "");
}

TEST_F(Unregister, ThatThereIsNoneIsDone) {
    uid.clear();
    EXPECT_TRUE(run());
    EXPECT_THAT(api.asked(), SizeIs(1));
    EXPECT_THAT(out.str(), HasSubstr("nothing to do"));
}

TEST_F(Unregister, WaitsForTheSettlingTime) {
    options.settle = 60ms;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(run());
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 60ms);
}

TEST_F(Unregister, ANewerOneOfSomebodyElseStays) {
    answers = [this](const Request& request) {
        if (request.method == "DELETE") uid = "second";  // made anew between our look and our request
        return answer(request);
    };
    EXPECT_FALSE(run());
    EXPECT_EQ(uid, "second");
    EXPECT_THAT(err.str(), HasSubstr("made anew by somebody"));
    EXPECT_THAT(api.requests("DELETE"), SizeIs(1));
}

TEST_F(Unregister, OneThatComesBackFails) {
    int looks = 0;
    answers = [this, looks](const Request& request) mutable {
        if (request.method == "GET" && ++looks == 3) uid = "second";
        return answer(request);
    };
    EXPECT_FALSE(run());
    EXPECT_THAT(err.str(), HasSubstr("is there again"));
    EXPECT_EQ(uid, "second");
}

TEST_F(Unregister, WaitsForFinalizersUntilItsTimeIsOver) {
    options.limit = 60ms;
    answers = [this](const Request& request) -> Answer {
        if (request.method == "DELETE") return {.status = 202, .body = "{}"};
        return get();
    };
    EXPECT_FALSE(run());
    EXPECT_THAT(api.requests("DELETE"), SizeIs(1)) << "it is going";
    EXPECT_THAT(err.str(), HasSubstr("still there: which finalizers has it?"));
}

TEST_F(Unregister, AMissingRightIsToldAfterAMoment) {
    answers = [this](const Request& request) -> Answer {
        if (request.method == "GET") return get();
        return {.status = 403, .body = status_json(403, "Forbidden", "cannot delete")};
    };
    EXPECT_FALSE(run());
    EXPECT_THAT(err.str(), AllOf(HasSubstr("403: cannot delete"), HasSubstr("ClusterRole with get and delete on "
                                                                            "mutatingwebhookconfigurations")));
    EXPECT_GT(api.requests("DELETE").size(), 1U) << "the RoleBinding may be new";
}

TEST_F(Unregister, AnApiServerThatIsBusyIsAskedAgain) {
    int refusals = 3;
    answers = [this, refusals](const Request& request) mutable -> Answer {
        if (refusals-- > 0) return {.status = 503, .body = status_json(503, "ServiceUnavailable", "starting")};
        return answer(request);
    };
    EXPECT_TRUE(run()) << err.str();
    EXPECT_EQ(uid, "");
    EXPECT_EQ(err.str(), "trying again: 503: starting\n") << "said once";
}

TEST_F(Unregister, ADeletionWhoseAnswerIsLostIsOneAllTheSame) {
    answers = [this](const Request& request) -> Answer {
        const Answer reply = answer(request);
        if (request.method == "DELETE") return {.breaks = true};
        return reply;
    };
    EXPECT_TRUE(run()) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("deleted the"));
}

TEST_F(Unregister, WhatItCannotUnderstandIsNotDeleted) {
    answers = [](const Request&) -> Answer { return {.body = "<html>"}; };
    EXPECT_FALSE(run());
    EXPECT_THAT(api.requests("DELETE"), IsEmpty());
    EXPECT_THAT(err.str(), HasSubstr("cannot be understood"));
}

}  // namespace
}  // namespace server::cli

#include "server/cli/check_admission.hpp"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/server/kube/api_stand_in.hpp"
#include "tests/server/kube/request_stand_in.hpp"

namespace server::cli {
namespace {

using core::check::Finding;
using core::check::Level;
using kube::testing::RequestStandIn;
using kube::testing::status_json;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace std::chrono_literals;

using Answer = RequestStandIn::Answer;
using Request = RequestStandIn::Request;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";
constexpr const char* folder = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

/// What an API server gives back: the Pod that came, as our webhook leaves it.
std::string injected(const std::string& pod) {
    Json object = Json::parse(pod);
    auto& container = object["spec"]["containers"][0];
    container["env"] = {{{"name", "AWS_ROLE_ARN"}, {"value", role}},
                        {{"name", "AWS_WEB_IDENTITY_TOKEN_FILE"}, {"value", std::string(folder) + "/token"}}};
    container["volumeMounts"] = {{{"name", "aws-iam-token"}, {"mountPath", folder}, {"readOnly", true}}};
    const Json token{{"serviceAccountToken", {{"audience", "sts.amazonaws.com"}, {"path", "token"}}}};
    object["spec"]["volumes"] = {{{"name", "aws-iam-token"}, {"projected", {{"sources", Json::array({token})}}}}};
    return object.dump();
}

Answer created(const Request& request) { return {.status = 201, .body = injected(request.body)}; }

auto finding(Level level, const char* text) {
    return AllOf(Field(&Finding::level, level), Field(&Finding::text, HasSubstr(text)));
}
auto advice(const char* text) { return Field(&Finding::advice, HasSubstr(text)); }

class CheckAdmission : public ::testing::Test {
protected:
    std::vector<Finding> check() {
        kube::BlockingClient client(api.cluster());
        return try_admission(client, trial, progress);
    }
    [[nodiscard]] std::size_t tries() const { return api.requests("POST").size(); }

    RequestStandIn::Answers answers = created;
    RequestStandIn api{[this](const Request& request) { return answers(request); }};
    AdmissionTrial trial{.trial = {.namespace_name = "team-a", .service_account = "default-editor"},
                         .role = role,
                         .webhook_configuration = "profile-iam-webhook",
                         .limit = 200ms,
                         .brief = 60ms,
                         .pause = 5ms};
    std::ostringstream progress;
};

TEST_F(CheckAdmission, SendsOneDryRunAndIsContentWithCredentials) {
    EXPECT_THAT(check(),
                ElementsAre(finding(Level::ok, "a Pod of team-a/default-editor is admitted"), finding(Level::ok, role),
                            finding(Level::ok, folder), finding(Level::ok, "sts.amazonaws.com")));
    EXPECT_THAT(api.asked(),
                ElementsAre(AllOf(StartsWith("POST /api/v1/namespaces/team-a/pods?"), HasSubstr("dryRun=All"))));
    EXPECT_EQ(progress.str(), "");
}

TEST_F(CheckAdmission, TriesAgainWhileTheRegistrationIsFresh) {
    int without = 3;
    answers = [without](const Request& request) mutable -> Answer {
        return without-- > 0 ? Answer{.status = 201, .body = request.body} : created(request);
    };
    trial.limit = 20s;
    EXPECT_THAT(check(), SizeIs(4));
    EXPECT_EQ(tries(), 4U);
    const std::string said = progress.str();
    EXPECT_THAT(said, AllOf(StartsWith("trying again: "), HasSubstr("without credentials")));
    EXPECT_EQ(std::ranges::count(said, '\n'), 1) << "once";
}

TEST_F(CheckAdmission, SaysWhyThereAreNone) {
    answers = [](const Request& request) -> Answer {
        if (request.method == "POST") return {.status = 201, .body = request.body};
        if (request.target.contains("/namespaces/")) return {.body = R"({"metadata":{"name":"team-a"}})"};
        return {.status = 404, .body = status_json(404, "NotFound", "not found")};
    };
    EXPECT_THAT(check(), AllOf(Contains(finding(Level::fail, "without credentials")),
                               Contains(finding(Level::fail, "there is no MutatingWebhookConfiguration")),
                               Contains(finding(Level::fail, "is not labelled"))));
    EXPECT_GT(tries(), 1U);
}

TEST_F(CheckAdmission, NeedsNoRightButToCreatePods) {
    answers = [](const Request& request) -> Answer {
        if (request.method == "POST") return {.status = 201, .body = request.body};
        return {.status = 403, .body = status_json(403, "Forbidden", "cannot get")};
    };
    EXPECT_THAT(check(), AllOf(Contains(finding(Level::fail, "one of: not registered, Namespace not labelled")),
                               Contains(finding(Level::warn, "the Namespace cannot be read: cannot get"))));
}

TEST_F(CheckAdmission, AnotherRoleThanAskedForFails) {
    trial.role = "arn:aws:iam::111122223333:role/other";
    EXPECT_THAT(check(), Contains(finding(Level::fail, "not arn:aws:iam::111122223333:role/other (--role)")));
}

TEST_F(CheckAdmission, WarningsOfTheApiServerAreShown) {
    answers = [](const Request& request) -> Answer {
        Answer reply = created(request);
        reply.fields = "Warning: 299 - \"would violate \\\"restricted\\\"\"\r\nWarning: 299 - \"two\"\r\n";
        return reply;
    };
    EXPECT_THAT(check(), AllOf(Contains(finding(Level::warn, "would violate \"restricted\"")),
                               Contains(finding(Level::warn, "two"))));
}

TEST_F(CheckAdmission, AMissingRightIsToldAfterAMoment) {
    answers = [](const Request&) -> Answer {
        return {.status = 403,
                .body = status_json(403, "Forbidden",
                                    "pods is forbidden: User \\\"ada\\\" cannot create resource \\\"pods\\\" in API "
                                    "group \\\"\\\" in the namespace \\\"team-a\\\"")};
    };
    trial.limit = 20s;
    EXPECT_THAT(check(), ElementsAre(AllOf(finding(Level::fail, "a right is missing: pods is forbidden: User \"ada\""),
                                           advice("create on pods in the namespace team-a"))));
    EXPECT_GT(tries(), 1U) << "the RoleBinding may be new";
}

TEST_F(CheckAdmission, ANamespaceThatIsNotThereIsToldAtOnce) {
    answers = [](const Request&) -> Answer {
        return {.status = 404,
                .body = R"({"kind":"Status","message":"namespaces \"team-a\" not found","reason":"NotFound",)"
                        R"("details":{"name":"team-a","kind":"namespaces"},"code":404})"};
    };
    EXPECT_THAT(check(), ElementsAre(finding(Level::fail, "there is no Namespace team-a")));
    EXPECT_EQ(tries(), 1U);
}

TEST_F(CheckAdmission, AnApiServerThatIsNotThereIsTold) {
    answers = [](const Request&) -> Answer { return {.breaks = true}; };
    EXPECT_THAT(check(), ElementsAre(finding(Level::fail, "the API server does not answer: broken: http://127.0.0.1")));
}

TEST_F(CheckAdmission, WhatIsNoPodIsNoSuccess) {
    answers = [](const Request&) -> Answer { return {.status = 201, .body = R"({"kind":"Pod"})"}; };
    EXPECT_THAT(check(), ElementsAre(finding(Level::fail, "the API server's answer is no Pod")));
}

}  // namespace
}  // namespace server::cli

#include "tests/support/answer.hpp"

#include "core/text/base64.hpp"
#include "tests/support/laws.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace tests {
namespace {

/// In an order that does not depend on the order between different paths.
std::multimap<std::string, Json> comparable(const Json& operations) {
    std::multimap<std::string, Json> by_path;
    for (const auto& operation : operations) {
        by_path.emplace(operation.at("path").get<std::string>(), operation);
    }
    return by_path;
}

void expect_member(const Json& expect, const char* key, const Json& annotations, const char* annotation) {
    if (!expect.contains(key)) {
        return;
    }
    const Json& wanted = expect[key];
    EXPECT_EQ(annotations.value(annotation, Json(nullptr)), wanted) << key;
}

void expect_warnings(const Json& expect, const Json& response) {
    auto warnings = response.value("warnings", std::vector<std::string>{});
    const std::string all = Json(warnings).dump();
    EXPECT_EQ(warnings.size(), expect.size()) << all;
    for (const auto& part : expect) {
        const auto text = part.get<std::string>();
        const auto found =
            std::ranges::find_if(warnings, [&](const std::string& warning) { return warning.contains(text); });
        if (found == warnings.end()) {
            ADD_FAILURE() << "no warning holds " << text << ": " << all;
        } else {
            warnings.erase(found);
        }
    }
}

void expect_answer(const Json& response, const Json& expect) {
    if (expect.contains("allowed")) {
        EXPECT_EQ(response["allowed"], expect["allowed"]);
    }
    const Json& annotations = response["auditAnnotations"];
    expect_member(expect, "reason", annotations, "reason");
    expect_member(expect, "role", annotations, "role-arn");
    expect_member(expect, "source", annotations, "source");
    expect_member(expect, "profile", annotations, "profile");
    EXPECT_EQ(annotations.value("mode", Json(nullptr)), expect.value("mode", Json(nullptr)));
    if (expect.contains("warnings")) {
        expect_warnings(expect["warnings"], response);
    }
    if (expect.contains("message")) {
        EXPECT_TRUE(response["status"]["message"].get<std::string>().contains(expect["message"].get<std::string>()))
            << response.dump();
    }
}

void expect_status(const core::Reply& reply) {
    const Json status = Json::parse(reply.body);
    const auto message = status["message"].get<std::string>();
    EXPECT_EQ(status["kind"], "Status");
    EXPECT_EQ(status["code"], reply.status);
    EXPECT_TRUE(message.starts_with("profile-iam-webhook: /") ||
                message.starts_with("profile-iam-webhook: (the document)"))
        << message;
}

}  // namespace

Json patch_of(const core::Reply& reply) {
    const Json response = Json::parse(reply.body)["response"];
    return response.contains("patch")
               ? Json::parse(core::text::decode_base64(response["patch"].get<std::string>()).value())
               : Json::array();
}

std::string apply_to_request(std::string_view request, const core::Reply& reply) {
    Json review = Json::parse(request);
    Json& object = review["request"]["object"];
    object = object.patch(patch_of(reply));
    return review.dump();
}

void expect_reply(const core::Reply& reply, const Json& expect) {
    ASSERT_EQ(reply.status, expect["status"].get<int>()) << reply.body;
    const Json body = Json::parse(reply.body);
    if (reply.status != 200) {
        EXPECT_TRUE(body["message"].get<std::string>().contains(expect.value("message", ""))) << reply.body;
        return;
    }
    expect_answer(body["response"], expect);
    if (expect.contains("patch")) {
        const Json wanted = expect["patch"].is_string() ? Json::array() : expect["patch"];
        EXPECT_EQ(comparable(patch_of(reply)), comparable(wanted));
    }
}

void expect_laws(std::string_view request, const core::profile::Directory& directory,
                 const core::mutation::Policy& policy) {
    const core::Reply reply = core::mutate(request, directory, policy, core::WhenUnknown::ask);
    EXPECT_EQ(core::mutate(request, directory, policy, core::WhenUnknown::ask).body, reply.body);
    EXPECT_TRUE(reply.missing.empty()) << "files know what is absent";
    if (reply.status != 200) {
        return expect_status(reply);
    }
    const Json review = Json::parse(request);
    expect_echo(review, Json::parse(reply.body));
    const Json operations = patch_of(reply);
    if (operations.empty()) {
        return;
    }
    const std::string second = apply_to_request(request, reply);
    const Json before = review["request"]["object"];
    const Json after = Json::parse(second)["request"]["object"];
    expect_only_additions(before, after, operations);
    if (reply.outcome.resource != core::mutation::Resource::service_accounts) {
        expect_pod_operations(operations);
        expect_no_new_repetitions(before, after);
    }
    const core::Reply again = core::mutate(second, directory, policy, core::WhenUnknown::ask);
    ASSERT_EQ(again.status, 200) << again.body;
    EXPECT_TRUE(patch_of(again).empty()) << "a second pass patches: " << patch_of(again).dump();
}

}  // namespace tests

#include "server/kube/list_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "tests/server/kube/api_stand_in.hpp"

namespace server::kube::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";

class ListDirectory : public ::testing::Test {
protected:
    void TearDown() override { context.stop(); }

    std::expected<core::profile::Directory, std::string> list(ApiStandIn::Answers answers,
                                                              std::chrono::milliseconds limit = 20s) {
        api.answer_with(std::move(answers));
        server = std::jthread([this] { context.run(); });
        Configuration configuration;
        configuration.tls = false;
        configuration.host = "127.0.0.1";
        configuration.port = api.port();
        return list_directory(configuration, "eks.amazonaws.com", limit);
    }

    asio::io_context context{1};
    ApiStandIn api{context, nullptr};
    std::jthread server;
};

ApiStandIn::Answer small_cluster(const std::string& target) {
    if (target.contains("watch=1")) return {.stays_open = true};
    if (target.contains("profiles")) return {.body = list_of("10", {profile_json("team-a", "5", role)})};
    if (target.contains("namespaces?")) return {.body = list_of("10", {namespace_json("team-a", "6")})};
    return {.body = list_of("10", {account_json("team-a", "default-editor", "7")})};
}

TEST_F(ListDirectory, KnowsWhatTheClusterHoldsAndWhatItLacks) {
    const auto listed = list(small_cluster);
    ASSERT_TRUE(listed) << listed.error();
    EXPECT_EQ(listed->find_profile("team-a")->plugin->role_arn, role);
    EXPECT_EQ(listed->service_account_count(), 1U);
    EXPECT_TRUE(listed->absence_is_known());
}

TEST_F(ListDirectory, EndsWithTheFirstRefusal) {
    const auto listed = list([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("serviceaccounts"))
            return {.status = 403, .body = status_json(403, "Forbidden", "not you")};
        return small_cluster(target);
    });
    ASSERT_FALSE(listed);
    EXPECT_THAT(listed.error(), HasSubstr("serviceaccounts cannot be listed: 403: not you"));
}

TEST_F(ListDirectory, SaysWhatDidNotComeInTime) {
    const auto listed = list(
        [](const std::string& target) {
            auto answer = small_cluster(target);
            answer.held = target.contains("profiles");
            return answer;
        },
        300ms);
    ASSERT_FALSE(listed);
    EXPECT_THAT(listed.error(), HasSubstr("profiles.kubeflow.org have not been listed yet"));
}

}  // namespace
}  // namespace server::kube::testing

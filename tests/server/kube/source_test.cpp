// The loops over a cluster, against a stand-in that says what a test wants to see said.
#include "server/kube/source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/kube/api_stand_in.hpp"

namespace server::kube::testing {
namespace {

using namespace std::chrono_literals;
using core::profile::Directory;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";

/// What a cluster with one Profile, its Namespace and its ServiceAccount lists.
ApiStandIn::Answer small_cluster(const std::string& target) {
    if (target.contains("watch=1")) return {.stays_open = true};
    if (target.contains("profiles")) return {.body = list_of("10", {profile_json("team-a", "5", role)})};
    if (target.contains("namespaces?")) return {.body = list_of("10", {namespace_json("team-a", "6")})};
    return {.body = list_of("10", {account_json("team-a", "default-editor", "7")})};
}

class ClusterSource : public ::testing::Test {
protected:
    void TearDown() override {
        source.reset();
        context.stop();
    }

    void start(ApiStandIn::Answers answers = small_cluster) {
        api.answer_with(std::move(answers));
        server = std::jthread([this] { context.run(); });
        Configuration configuration;
        configuration.tls = false;
        configuration.host = "127.0.0.1";
        configuration.port = api.port();
        configuration.description = "test";
        source.emplace(configuration, "eks.amazonaws.com", directory, metrics, readiness);
        source->start();
    }
    template <typename Condition>
    void wait_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << "waited in vain; " << readiness.verbose();
            std::this_thread::yield();
        }
    }
    void wait_until_watching() {
        wait_until([&] { return api.open_watches("") == 3; });
    }
    [[nodiscard]] std::string role_of(const std::string& name) const {
        const auto snapshot = directory.current();
        const auto* profile = snapshot ? snapshot->find_profile(name) : nullptr;
        return profile != nullptr && profile->plugin ? profile->plugin->role_arn : "";
    }
    [[nodiscard]] bool counts(const std::string& series) const {
        return !::testing::Value(metrics.serialize(), HasSubstr("profile_iam_webhook_" + series + " 0\n")) &&
               ::testing::Value(metrics.serialize(), HasSubstr("profile_iam_webhook_" + series));
    }

    asio::io_context context{1};
    ApiStandIn api{context, small_cluster};
    std::jthread server;
    Published<Directory> directory;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    std::optional<Source> source;
};

TEST_F(ClusterSource, PublishesOnceEveryKindIsListed) {
    start([](const std::string& target) {
        auto answer = small_cluster(target);
        answer.held = target.contains("serviceaccounts?");
        return answer;
    });
    wait_until([&] { return api.open_watches("") == 2; });
    EXPECT_EQ(directory.current(), nullptr);
    EXPECT_FALSE(readiness.is_ready());
    EXPECT_THAT(readiness.first_failure(), HasSubstr("serviceaccounts have not been listed yet"));
    api.release();
    wait_until([&] { return directory.current() != nullptr; });
    EXPECT_EQ(role_of("team-a"), role);
    EXPECT_NE(directory.current()->find_service_account("team-a", "default-editor"), nullptr);
    EXPECT_FALSE(directory.current()->absence_is_known());
    wait_until([&] { return readiness.is_ready(); });
}

TEST_F(ClusterSource, FollowsEvents) {
    start();
    wait_until_watching();
    api.send("profiles", event_of("MODIFIED", profile_json("team-a", "11", std::string(role) + "-new")));
    wait_until([&] { return role_of("team-a") == std::string(role) + "-new"; });
    const std::string added = event_of("ADDED", namespace_json("team-b", "12", false));
    for (const char byte : added) api.send("namespaces?", std::string(1, byte));
    wait_until([&] { return directory.current()->find_namespace("team-b") != nullptr; });
    api.send("serviceaccounts", event_of("DELETED", account_json("team-a", "default-editor", "13")));
    wait_until([&] { return directory.current()->service_account_count() == 0; });
    EXPECT_THAT(metrics.serialize(), HasSubstr("watch_events_total{resource=\"profiles\",type=\"modified\"} 1"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("state_confirmed_timestamp_seconds{resource=\"profiles\"}"));
}

TEST_F(ClusterSource, TakesAnEventOfSeveralMegabytes) {
    start();
    wait_until_watching();
    std::string large = profile_json("team-a", "11", std::string(role) + "-new");
    large.insert(1, R"("filling":")" + std::string(std::size_t{5} << 20U, 'x') + R"(",)");
    api.send("profiles", event_of("MODIFIED", large));
    wait_until([&] { return role_of("team-a") == std::string(role) + "-new"; });
}

TEST_F(ClusterSource, KeepsTheLastGoodOfAnObjectThatItCannotUnderstand) {
    start();
    wait_until_watching();
    api.send("profiles", event_of("MODIFIED", R"({"metadata":{"name":"team-a","resourceVersion":"11"},"spec":[]})"));
    wait_until([&] { return counts("objects_unreadable_total{resource=\"profiles\"}"); });
    EXPECT_EQ(role_of("team-a"), role);
    // In a list as well.
    api.answer_with([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("profiles?") && !target.contains("watch=1"))
            return {.body = list_of("20", {R"({"metadata":{"name":"team-a","resourceVersion":"11"},"spec":[]})",
                                           profile_json("team-b", "12", role)})};
        return small_cluster(target);
    });
    api.send("profiles", R"({"type":"ERROR","object":)" + status_json(410, "Expired", "too old") + "}\n");
    wait_until([&] { return role_of("team-b") == role; });
    EXPECT_EQ(role_of("team-a"), role);
}

TEST_F(ClusterSource, ReplacesWhatAListLacksAtOnce) {
    start();
    wait_until_watching();
    api.answer_with([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("profiles?") && !target.contains("watch=1"))
            return {.body = list_of("20", {profile_json("team-b", "12", role)})};
        return small_cluster(target);
    });
    api.send("profiles", R"({"type":"ERROR","object":)" + status_json(410, "Expired", "too old") + "}\n");
    wait_until([&] { return role_of("team-b") == role; });
    EXPECT_EQ(role_of("team-a"), "");
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ClusterSource, WatchesOnWhenALineWasCut) {
    start();
    wait_until_watching();
    api.send("profiles", event_of("MODIFIED", profile_json("team-a", "11", std::string(role) + "-new")));
    wait_until([&] { return role_of("team-a") == std::string(role) + "-new"; });
    api.cut();
    wait_until([&] { return counts("watch_failures_total{reason=\"unreachable\",resource=\"profiles\"}"); });
    EXPECT_EQ(role_of("team-a"), std::string(role) + "-new") << "the last good state stays";
    EXPECT_TRUE(readiness.is_ready());
    wait_until([&] { return api.asked("profiles?watch=1").size() == 2; });
    EXPECT_THAT(api.asked("profiles?watch=1").back(), HasSubstr("resourceVersion=11&"));
    EXPECT_THAT(api.asked("profiles?limit"), SizeIs(1)) << "a cut is no reason to list";
}

TEST_F(ClusterSource, ReadsTheOlderVersionWhereTheNewerIsNotServed) {
    start([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("/v1/profiles")) return {.status = 404, .body = "404 page not found"};
        return small_cluster(target);
    });
    wait_until([&] { return readiness.is_ready(); });
    EXPECT_EQ(role_of("team-a"), role);
    wait_until([&] { return api.open_watches("/v1beta1/profiles?watch=1") == 1; });
}

TEST_F(ClusterSource, SaysThatTheCrdIsMissingAndAsksAgain) {
    start([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("/profiles")) return {.status = 404, .body = "404 page not found"};
        return small_cluster(target);
    });
    wait_until([&] { return counts("watch_failures_total{reason=\"not_found\",resource=\"profiles\"}"); });
    wait_until([&] { return readiness.verbose().contains("profiles.kubeflow.org cannot be listed: 404"); });
    EXPECT_EQ(directory.current(), nullptr);
    api.answer_with(small_cluster);
    wait_until([&] { return readiness.is_ready(); });
    EXPECT_EQ(role_of("team-a"), role);
}

TEST_F(ClusterSource, SaysWhatTheApiServerRefuses) {
    start([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("namespaces?"))
            return {.status = 403, .body = status_json(403, "Forbidden", "no list for you")};
        if (target.contains("serviceaccounts"))
            return {.status = 429, .body = "slow down", .fields = "Retry-After: 1\r\n"};
        return {.status = 500, .body = status_json(500, "InternalError", "etcd is away")};
    });
    wait_until([&] {
        return counts("watch_failures_total{reason=\"forbidden\",resource=\"namespaces\"}") &&
               counts("watch_failures_total{reason=\"throttled\",resource=\"serviceaccounts\"}") &&
               counts("watch_failures_total{reason=\"failing\",resource=\"profiles\"}");
    });
    const std::string verbose = readiness.verbose();
    EXPECT_THAT(verbose, HasSubstr("no list for you"));
    EXPECT_THAT(verbose, HasSubstr("etcd is away"));
    api.answer_with(small_cluster);
    wait_until([&] { return readiness.is_ready(); });
}

TEST_F(ClusterSource, DoesNotTrustThatWhatWasAbsentAMomentAgoStillIs) {
    start();
    wait_until_watching();
    api.answer_with([](const std::string&) -> ApiStandIn::Answer {
        return {.status = 404, .body = status_json(404, "NotFound", "none")};
    });
    const auto fetch = [&] {
        std::atomic<int> state = 0;
        source->live_reads().fetch({{core::profile::ObjectKind::profile, {}, "team-b"}},
                                   std::chrono::steady_clock::now() + 10s,
                                   [&](std::vector<live::Read> reads) { state = reads.front().object ? 2 : 1; });
        wait_until([&] { return state != 0; });
        return state == 2;
    };
    EXPECT_FALSE(fetch());
    api.answer_with(
        [](const std::string&) -> ApiStandIn::Answer { return {.body = profile_json("team-b", "12", role)}; });
    EXPECT_TRUE(fetch());
}

TEST_F(ClusterSource, ReplacesTenThousandObjectsUnderReaders) {
    const auto list = [](const std::string& version) {
        std::vector<std::string> items;
        for (int i = 0; i < 10'000; ++i)
            items.push_back(profile_json("team-" + std::to_string(i), version, role + ("-" + version)));
        return list_of(version, items);
    };
    const std::string first = list("10");
    const std::string second = list("20");
    std::atomic<bool> moved_on = false;
    start([&](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("profiles?") && !target.contains("watch=1")) return {.body = moved_on ? second : first};
        return small_cluster(target);
    });
    wait_until_watching();
    wait_until([&] { return directory.current() != nullptr; });
    std::atomic<bool> ends = false;
    std::atomic<int> torn = 0;
    std::vector<std::jthread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!ends) {
                const auto snapshot = directory.current();
                const auto& begin = snapshot->find_profile("team-0")->plugin->role_arn;
                const auto& end = snapshot->find_profile("team-9999")->plugin->role_arn;
                if (begin != end || snapshot->profile_count() != 10'000) ++torn;
            }
        });
    }
    moved_on = true;
    api.send("profiles", R"({"type":"ERROR","object":)" + status_json(410, "Expired", "too old") + "}\n");
    wait_until([&] { return role_of("team-9999").ends_with("-20"); });
    ends = true;
    readers.clear();
    EXPECT_EQ(torn, 0) << "a reader saw half of a list";
}

}  // namespace
}  // namespace server::kube::testing

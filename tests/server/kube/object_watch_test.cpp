// One object, kept known against a stand-in of the API server.
#include "server/kube/object_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/telemetry/metrics.hpp"
#include "tests/server/kube/api_stand_in.hpp"

namespace server::kube::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const ObjectAddress secret{
    .collection = "/api/v1/namespaces/profile-iam-system/secrets", .name = "tls", .resource = "secrets"};
const ObjectAddress configuration{.collection = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
                                  .name = "profile-iam-webhook",
                                  .resource = "mutatingwebhookconfigurations"};
constexpr const char* private_key = "cHJpdmF0ZSBrZXk=";

std::string secret_json(const std::string& version, const std::string& name = "tls") {
    return R"({"kind":"Secret","apiVersion":"v1","metadata":{"namespace":"profile-iam-system","name":")" + name +
           R"(","uid":"u-1","resourceVersion":")" + version + R"("},"data":{"tls.key":")" + private_key + R"("}})";
}

/// As an item of a list comes: without kind and apiVersion.
std::string secret_item(const std::string& version) {
    auto json = secret_json(version);
    return json.erase(1, std::string_view(R"("kind":"Secret","apiVersion":"v1",)").size());
}

std::string error_event(int code, const std::string& reason) {
    return R"({"type":"ERROR","object":)" + status_json(code, reason, "too old") + "}\n";
}

/// Everything runs on one io_context, only while something is waited for.
class ObjectWatching : public ::testing::Test {
protected:
    /// Lists `items` and then keeps watches open.
    static ApiStandIn::Answers has(const std::vector<std::string>& items, const std::string& version = "10") {
        return [=](const std::string& target) -> ApiStandIn::Answer {
            if (target.contains("watch=1")) return {.stays_open = true};
            return {.body = list_of(version, items)};
        };
    }
    void TearDown() override {
        watch.reset();
        client.reset();
    }
    void start(ApiStandIn::Answers answers, const ObjectAddress& address = secret,
               const core::watch::Settings& settings = {}) {
        api.answer_with(std::move(answers));
        start_at(api.port(), address, settings);
    }
    void start_at(std::uint16_t port, const ObjectAddress& address = secret,
                  const core::watch::Settings& settings = {}) {
        Configuration to;
        to.tls = false;
        to.host = "127.0.0.1";
        to.port = port;
        to.description = "test";
        client.emplace(context.get_executor(), to, "test");
        watch.emplace(address, settings, *client, metrics.cluster(), [this](std::optional<std::string_view> json) {
            told.emplace_back(json ? std::string(*json) : "none");
        });
        asio::co_spawn(context, watch->run(), asio::detached);
    }
    template <typename Condition>
    void run_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition() && std::chrono::steady_clock::now() < end) context.run_one_for(100ms);
        ASSERT_TRUE(condition()) << "waited in vain; " << watch->failure();
    }
    void run_until_watching() {
        run_until([&] { return api.open_watches("") == 1 && watch->failure().empty(); });
    }
    [[nodiscard]] bool counts(const std::string& series) const {
        return metrics.serialize().contains("profile_iam_webhook_" + series + " 1\n");
    }
    /// When this has come, everything that was sent before it has.
    void send_bookmark(const std::string& version) {
        const auto before = bookmarks();
        api.send("", event_of("BOOKMARK", R"({"kind":"Secret","metadata":{"resourceVersion":")" + version + R"("}})"));
        run_until([&] { return bookmarks() != before; });
    }
    [[nodiscard]] std::string bookmarks() const {
        const std::string text = metrics.serialize();
        const auto at = text.find(R"(watch_events_total{resource="secrets",type="bookmark"})");
        return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
    }

    asio::io_context context{1};
    telemetry::Metrics metrics;
    ApiStandIn api{context, nullptr};
    std::vector<std::string> told;  ///< what `changed` got
    std::optional<Client> client;
    std::optional<ObjectWatch> watch;
};

TEST_F(ObjectWatching, AsksForThatObjectAlone) {
    start(has({secret_item("5")}));
    EXPECT_THAT(watch->failure(), HasSubstr("secrets profile-iam-system/tls has not been read yet from http://127.0"));
    run_until_watching();
    const std::string path = "/api/v1/namespaces/profile-iam-system/secrets?";
    EXPECT_THAT(api.asked(""),
                ElementsAre(path + "limit=500&resourceVersion=0&fieldSelector=metadata.name%3Dtls",
                            AllOf(HasSubstr(path + "watch=1&allowWatchBookmarks=true&resourceVersion=10"),
                                  HasSubstr("&fieldSelector=metadata.name%3Dtls"))));
    EXPECT_THAT(told, ElementsAre(secret_item("5")));
    EXPECT_TRUE(counts(R"(watch_synced{resource="secrets"})"));
    EXPECT_TRUE(counts(R"(watch_healthy{resource="secrets"})"));
    EXPECT_TRUE(counts(R"(watch_lists_total{resource="secrets"})"));
}

TEST_F(ObjectWatching, HearsOfEachChangeOnce) {
    start(has({}));
    run_until_watching();
    EXPECT_THAT(told, ElementsAre("none"));
    api.send("", event_of("ADDED", secret_json("11")));
    api.send("", event_of("ADDED", secret_json("11")));
    send_bookmark("12");
    api.send("", event_of("MODIFIED", secret_json("13")));
    api.send("", event_of("MODIFIED", secret_json("14", "of-somebody-else")));
    api.send("", event_of("DELETED", secret_json("14", "of-somebody-else")));
    send_bookmark("15");
    EXPECT_THAT(told, ElementsAre("none", secret_json("11"), secret_json("13")));
    api.send("", event_of("DELETED", secret_json("16")));
    api.send("", event_of("ADDED", secret_json("17")));
    send_bookmark("18");
    EXPECT_THAT(told, ElementsAre("none", secret_json("11"), secret_json("13"), "none", secret_json("17")));
}

TEST_F(ObjectWatching, TakesNothingThatItDidNotAskFor) {
    start(has({secret_json("5", "of-somebody-else")}));
    run_until_watching();
    EXPECT_THAT(told, ElementsAre("none"));
}

TEST_F(ObjectWatching, FindsOutThatItWentWhileTheWatchWasDown) {
    start(has({secret_item("5")}));
    run_until_watching();
    api.answer_with(has({}, "20"));
    api.send("", error_event(410, "Expired"));
    run_until([&] { return told.size() == 2; });
    EXPECT_EQ(told.back(), "none");
}

TEST_F(ObjectWatching, SaysNothingWhenAListBringsWhatIsKnown) {
    start(has({secret_item("5")}));
    run_until_watching();
    api.answer_with(has({secret_item("5")}, "20"));
    api.send("", error_event(410, "Expired"));
    run_until([&] { return api.asked("resourceVersion=20").size() == 1; });
    EXPECT_THAT(told, SizeIs(1));
}

/// HTTP 410; the other two shapes are an ERROR event, as above, and a watch that ends at once, as below.
TEST_F(ObjectWatching, ListsAnewWhenTheWatchIsGone) {
    start([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("watch=1&") && target.contains("resourceVersion=20&")) return {.stays_open = true};
        if (target.contains("watch=1&")) return {.status = 410, .body = status_json(410, "Expired", "too old")};
        if (target.contains("resourceVersion=0&")) return {.body = list_of("10", {secret_item("5")})};
        return {.body = list_of("20", {secret_item("15")})};
    });
    run_until([&] { return told.size() == 2; });
    EXPECT_THAT(told, ElementsAre(secret_item("5"), secret_item("15")));
    EXPECT_TRUE(counts(R"(watch_failures_total{reason="expired",resource="secrets"})"));
}

TEST_F(ObjectWatching, ListsAnewWhenWatchesEndAtOnce) {
    start([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("watch=1")) return {};
        return {.body = list_of("10", {secret_item("5")})};
    });
    run_until([&] { return api.asked("limit=").size() + api.asked("resourceVersion=10&field").size() == 2; });
    EXPECT_EQ(api.asked("watch=1").size(), 3U);
    EXPECT_THAT(told, SizeIs(1));
}

TEST_F(ObjectWatching, SaysWhatRbacLacks) {
    const auto forbid = [](const std::string&) -> ApiStandIn::Answer {
        return {.status = 403, .body = status_json(403, "Forbidden", "secrets is forbidden")};
    };
    start(forbid);
    run_until([&] { return watch->failure().contains("403"); });
    EXPECT_EQ(watch->failure(),
              "secrets profile-iam-system/tls cannot be read: RBAC forbids it: give our ServiceAccount a Role in "
              "namespace profile-iam-system with get, list, watch, create and patch on secrets, resourceNames: [tls] "
              "(403: secrets is forbidden)");
    EXPECT_THAT(told, IsEmpty());
    EXPECT_TRUE(counts(R"(watch_failures_total{reason="forbidden",resource="secrets"})"));
    api.answer_with(has({secret_item("5")}));
    run_until_watching();
    EXPECT_THAT(told, ElementsAre(secret_item("5")));
}

TEST_F(ObjectWatching, KnowsWhatIsOfTheWholeCluster) {
    start([](const std::string&) -> ApiStandIn::Answer { return {.status = 403, .body = "no"}; }, configuration);
    run_until([&] { return watch->failure().contains("403"); });
    EXPECT_THAT(watch->failure(), AllOf(HasSubstr("mutatingwebhookconfigurations profile-iam-webhook cannot be read"),
                                        HasSubstr("a ClusterRole with get, list, watch and patch on "
                                                  "mutatingwebhookconfigurations, resourceNames: [profile-iam-webh")));
    EXPECT_TRUE(counts(R"(watch_failures_total{reason="forbidden",resource="mutatingwebhookconfigurations"})"));
}

TEST_F(ObjectWatching, WaitsForAnApiServerThatIsAway) {
    ApiStandIn late(context, has({secret_item("5")}), ApiStandIn::Start::later);
    start_at(late.port());
    run_until([&] { return watch->failure().contains("connect: "); });
    EXPECT_THAT(watch->failure(), HasSubstr("the API server cannot be reached"));
    EXPECT_THAT(told, IsEmpty());
    late.come();
    run_until([&] { return watch->failure().empty(); });
    EXPECT_THAT(told, ElementsAre(secret_item("5")));
}

TEST_F(ObjectWatching, KeepsWhatIsKnownThroughAnOutage) {
    start([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("watch=1&")) return {.status = 503, .body = status_json(503, "Unavailable", "away")};
        return {.body = list_of("10", {secret_item("5")})};
    });
    run_until([&] { return watch->failure().contains("503: away"); });
    api.answer_with(has({}));
    run_until_watching();
    EXPECT_THAT(told, ElementsAre(secret_item("5")));
    EXPECT_THAT(api.asked("limit="), SizeIs(1)) << "an outage is no reason to list";
}

TEST_F(ObjectWatching, UnderstandsInitialEvents) {
    start(
        [](const std::string&) -> ApiStandIn::Answer {
            return {.body = event_of("ADDED", secret_json("5")) +
                            event_of("BOOKMARK", R"({"kind":"Secret","metadata":{"resourceVersion":"10",)"
                                                 R"("annotations":{"k8s.io/initial-events-end":"true"}}})"),
                    .stays_open = true};
        },
        secret, {.initial_events = true});
    run_until([&] { return !told.empty(); });
    EXPECT_THAT(told, ElementsAre(secret_json("5")));
}

/// Whatever a broken API server, or a proxy, makes of it.
struct ObjectWatchingOfASecret : ObjectWatching {
    std::string failure_of(ApiStandIn::Answer answer) {
        answer.stays_open = false;
        start([answer](const std::string&) { return answer; });
        const auto before = watch->failure();
        run_until([&] { return watch->failure() != before; });
        EXPECT_THAT(told, IsEmpty());
        return watch->failure();
    }
};

TEST_F(ObjectWatchingOfASecret, DoesNotQuoteItInARefusal) {
    const auto failure = failure_of({.status = 203, .body = list_of("10", {secret_json("5")})});
    EXPECT_THAT(failure, AllOf(HasSubstr("203: no message"), Not(HasSubstr("cHJp"))));
}

TEST_F(ObjectWatchingOfASecret, DoesNotQuoteItWhenItIsBroken) {
    auto torn = secret_json("5");
    torn.replace(torn.find(private_key) + 4, 1, "\x01");
    const auto failure = failure_of({.body = list_of("10", {torn})});
    EXPECT_THAT(failure, AllOf(HasSubstr("/data/tls.key"), Not(HasSubstr("cHJp"))));
}

TEST_F(ObjectWatchingOfASecret, DoesNotQuoteItInAnErrorEvent) {
    start(has({}));
    run_until_watching();
    api.send("", event_of("ERROR", secret_json("6")));
    run_until([&] { return !watch->failure().empty(); });
    EXPECT_THAT(watch->failure(), AllOf(HasSubstr("500: an error without a Status"), Not(HasSubstr("cHJp"))));
}

}  // namespace
}  // namespace server::kube::testing

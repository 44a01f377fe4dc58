// What is said when the one object cannot be read, and what never is.
#include "tests/server/kube/object_watch_fixture.hpp"

namespace server::kube::testing {
namespace {

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

// One object, kept known against a stand-in of the API server.
#include "tests/server/kube/object_watch_fixture.hpp"

namespace server::kube::testing {
namespace {

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

}  // namespace
}  // namespace server::kube::testing

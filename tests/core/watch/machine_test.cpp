// One fact of platform.md "List and watch" each.
#include "tests/core/watch/dialogue.hpp"

#include <algorithm>
#include <set>

namespace watch_tests {
namespace {

TEST(WatchMachine, ListsWhateverIsThereAndThenWatches) {
    Dialogue dialogue;
    EXPECT_FALSE(dialogue.machine.synced());
    EXPECT_EQ(dialogue.machine.condition(), Condition::starting);
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_TRUE(dialogue.reads_page("10"));
    EXPECT_TRUE(dialogue.machine.synced());
    EXPECT_EQ(dialogue.machine.condition(), Condition::healthy);
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

TEST(WatchMachine, LaterPagesCarryOnlyTheToken) {
    Dialogue dialogue({.page_size = 2});
    EXPECT_EQ(dialogue.asks(), list("0", 2));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    EXPECT_FALSE(dialogue.machine.synced());
    EXPECT_EQ(dialogue.asks(), page("a", 2));
    EXPECT_FALSE(dialogue.reads_page("10", "b"));
    EXPECT_EQ(dialogue.asks(), page("b", 2));
    EXPECT_TRUE(dialogue.reads_page("10"));
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

TEST(WatchMachine, EventsAndBookmarksMoveTheVersion) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.opens();
    EXPECT_EQ(dialogue.reads(EventType::added, "11"), Applied::put);
    EXPECT_EQ(dialogue.reads(EventType::modified, "12"), Applied::put);
    EXPECT_EQ(dialogue.reads(EventType::deleted, "13"), Applied::remove);
    dialogue.ends();
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), watch("13"));
    EXPECT_EQ(dialogue.reads(EventType::bookmark, "opaque-20"), Applied::nothing);
    dialogue.ends();
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), watch("opaque-20"));
}

TEST(WatchMachine, AWatchThatLivedUntilItsTimeoutIsFollowedAtOnce) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.opens();
    dialogue.now += 600s;
    dialogue.ends();
    EXPECT_EQ(dialogue.asks(), watch("10"));
    EXPECT_EQ(dialogue.machine.condition(), Condition::healthy);
}

TEST(WatchMachine, AWatchThatEndsEarlyIsFollowedAfterAMomentOfOnesOwn) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (int i = 0; i < 10; ++i) {
        dialogue.opens();
        dialogue.now += 2s;
        dialogue.ends();
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), watch("10"));
    }
}

TEST(WatchMachine, ALineCutEverySecondDoesNotSlowTheNextDown) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (int i = 0; i < 10; ++i) {
        dialogue.opens();
        dialogue.now += 1s;
        dialogue.fails(failure(0));
        EXPECT_EQ(dialogue.machine.condition(), Condition::unreachable);
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), watch("10"));
    }
}

TEST(WatchMachine, ALineCutAfterAnEventDidWork) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(dialogue.reads(EventType::added, "11"), Applied::put);
        dialogue.fails(failure(0));
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), watch("11"));
    }
}

TEST(WatchMachine, ALineCutAtOnceBacksOff) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (const auto least : {800ms, 1600ms, 3200ms}) {
        dialogue.opens();
        dialogue.now += 999ms;
        dialogue.fails(failure(0));
        dialogue.waits(least);
        EXPECT_EQ(dialogue.asks(), watch("10"));
    }
}

TEST(WatchMachine, TheTimeoutsOfWatchesAreSpread) {
    Dialogue dialogue({.seed = 1});
    dialogue.follows("10");
    std::chrono::seconds least = 1h;
    std::chrono::seconds most = 0s;
    for (int i = 0; i < 100; ++i) {
        dialogue.now += 600s;
        dialogue.ends();
        const auto timeout = std::get<Watch>(dialogue.machine.next(dialogue.now)).timeout;
        least = std::min(least, timeout);
        most = std::max(most, timeout);
    }
    EXPECT_LT(least, 330s);
    EXPECT_GT(most, 570s);
}

TEST(WatchMachine, TooManyRequestsWaitsAsAskedAndGoesOnWhereItWas) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    EXPECT_EQ(dialogue.asks(), page("a"));
    dialogue.fails(failure(429, 7s));
    EXPECT_EQ(dialogue.machine.condition(), Condition::throttled);
    EXPECT_EQ(dialogue.waits(), 7s);
    EXPECT_EQ(dialogue.asks(), page("a"));
    EXPECT_TRUE(dialogue.reads_page("10"));
    EXPECT_EQ(dialogue.asks(), watch("10"));
    dialogue.fails(failure(429, 3s));
    EXPECT_EQ(dialogue.waits(), 3s);
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

TEST(WatchMachine, TooManyRequestsWithoutATimeBacksOff) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    for (const auto least : {800ms, 1600ms, 3200ms}) {
        EXPECT_EQ(dialogue.asks(), page("a"));
        dialogue.fails(failure(429, least == 1600ms ? std::optional(0s) : std::nullopt));
        dialogue.waits(least);
    }
    EXPECT_EQ(dialogue.asks(), page("a"));
}

TEST(WatchMachine, BackOffDoublesToHalfAMinuteAndTheWatchGoesOnWhereItWas) {
    for (const int status : {0, 401, 403, 404, 502, 503, 504}) {
        Dialogue dialogue;
        dialogue.follows("10");
        for (const auto least : {800ms, 1600ms, 3200ms, 6400ms, 12800ms, 25600ms, 30000ms, 30000ms}) {
            dialogue.fails(failure(status));
            dialogue.waits(least);
            EXPECT_EQ(dialogue.asks(), watch("10")) << status;
        }
    }
}

TEST(WatchMachine, AFailedListBeginsAgainFromItsFirstPage) {
    for (const int status : {0, 200, 401, 403, 404, 500, 503}) {
        Dialogue dialogue;
        EXPECT_EQ(dialogue.asks(), list("0", 500));
        EXPECT_FALSE(dialogue.reads_page("10", "a"));
        EXPECT_EQ(dialogue.asks(), page("a"));
        dialogue.fails(failure(status));
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), list("0", 500));
        dialogue.fails(failure(status));
        dialogue.waits(1600ms);
        EXPECT_EQ(dialogue.asks(), list("0", 500));
    }
}

TEST(WatchMachine, RetryAfterOfAnyOtherFailureIsTheLeast) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.fails(failure(503, 20s));
    EXPECT_EQ(dialogue.waits(), 20s);
    EXPECT_EQ(dialogue.asks(), watch("10"));
    dialogue.fails(failure(503, 1s));
    dialogue.waits(1600ms);
}

TEST(WatchMachine, TwoMinutesOfHealthForgetOldFailures) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (int i = 0; i < 5; ++i) {
        dialogue.fails(failure(503));
        (void)dialogue.waits();
        (void)dialogue.asks();
    }
    dialogue.opens();
    dialogue.now += 119s;
    dialogue.fails(failure(503));
    dialogue.waits(25600ms);
    (void)dialogue.asks();
    dialogue.opens();
    for (const auto pause : {60s, 50s, 10s}) {
        dialogue.now += pause;
        EXPECT_EQ(dialogue.reads(EventType::added, "11"), Applied::put);
    }
    dialogue.fails(failure(503));
    dialogue.waits(800ms);
}

TEST(WatchMachine, SeedsSpreadTheReturn) {
    std::set<std::chrono::milliseconds> delays;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Dialogue dialogue({.seed = seed});
        dialogue.follows("10");
        dialogue.fails(failure(0));
        delays.insert(dialogue.waits());
    }
    EXPECT_GT(delays.size(), 80U);
    EXPECT_LT(*delays.begin(), 850ms);
    EXPECT_GT(*delays.rbegin(), 1550ms);
}

TEST(WatchMachine, TheRestOfAWaitIsTheAnswerToWhoAsksEarly) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.fails(failure(429, 10s));
    dialogue.now += 4s;
    EXPECT_EQ(dialogue.asks(), Step(Wait{6s}));
    dialogue.now += 5999999us;
    EXPECT_EQ(dialogue.asks(), Step(Wait{1ms}));
}

TEST(WatchMachine, ConditionAndDetailSayWhatIsWrong) {
    const std::pair<int, Condition> conditions[] = {{0, Condition::unreachable}, {401, Condition::unauthorized},
                                                    {403, Condition::forbidden}, {404, Condition::not_found},
                                                    {429, Condition::throttled}, {500, Condition::failing},
                                                    {200, Condition::failing},   {503, Condition::failing}};
    for (const auto& [status, condition] : conditions) {
        Dialogue dialogue;
        dialogue.follows("10");
        dialogue.fails(failure(status));
        EXPECT_EQ(dialogue.machine.condition(), condition);
        EXPECT_EQ(dialogue.machine.detail(), std::to_string(status) + ": as the test says");
        EXPECT_TRUE(dialogue.machine.synced());
        (void)dialogue.waits();
        (void)dialogue.asks();
        EXPECT_EQ(dialogue.machine.condition(), condition);
        dialogue.opens();
        EXPECT_EQ(dialogue.machine.condition(), Condition::healthy);
        EXPECT_EQ(dialogue.machine.detail(), "");
    }
}

TEST(WatchMachine, ReportsAboutNothingAreIgnored) {
    Dialogue dialogue;
    EXPECT_FALSE(dialogue.reads_page("9"));
    EXPECT_EQ(dialogue.reads(EventType::added, "9"), Applied::ended);
    dialogue.follows("10");
    EXPECT_EQ(dialogue.reads_error(failure(500)), Applied::ended);
    dialogue.fails(failure(0));  // the caller closed the line, and says so
    EXPECT_EQ(dialogue.machine.condition(), Condition::failing);
    EXPECT_EQ(dialogue.reads(EventType::added, "11"), Applied::ended);
    dialogue.ends();
    dialogue.opens();
    EXPECT_FALSE(dialogue.reads_page("12"));
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

TEST(WatchMachine, AListWithoutAnEndIsGivenUp) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    EXPECT_EQ(dialogue.asks(), page("a"));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    EXPECT_EQ(dialogue.machine.condition(), Condition::failing);
    dialogue.waits(800ms);
    int pages = 0;
    for (; pages < 20'000 && std::holds_alternative<List>(dialogue.asks()); ++pages) {
        EXPECT_FALSE(dialogue.reads_page("10", std::to_string(pages)));
    }
    EXPECT_EQ(pages, 10'001);
}

TEST(WatchMachine, AWatchThatIsRefusedAgainAndAgainListsAnew) {
    for (const int status : {200, 400, 500}) {
        Dialogue dialogue;
        dialogue.follows("10");
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(i == 0 ? watch("10") : dialogue.asks(), watch("10"));
            dialogue.opens();
            dialogue.fails(failure(status));
            (void)dialogue.waits();
        }
        EXPECT_EQ(dialogue.asks(), list("10", 0)) << status;
    }
}

TEST(WatchMachine, AnEventBetweenRefusalsIsProgress) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(dialogue.reads(EventType::added, "11"), Applied::put);
        EXPECT_EQ(dialogue.reads_error(failure(500)), Applied::ended);
        (void)dialogue.waits();
        EXPECT_EQ(dialogue.asks(), watch("11"));
    }
}

}  // namespace
}  // namespace watch_tests

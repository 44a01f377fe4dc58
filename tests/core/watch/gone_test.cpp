// "Gone" in its three shapes, and versions that the API server does not have yet.
#include "tests/core/watch/dialogue.hpp"

namespace watch_tests {
namespace {

TEST(WatchGone, AsAStatusListsNotOlderThanSeen) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.fails(failure(410));
    EXPECT_EQ(dialogue.machine.condition(), Condition::expired) << "not the API server's fault";
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), list("10", 0));
    EXPECT_TRUE(dialogue.machine.synced());
    EXPECT_TRUE(dialogue.reads_page("30"));
    EXPECT_EQ(dialogue.asks(), watch("30"));
}

TEST(WatchGone, AsAnEventListsNotOlderThanSeen) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.opens();
    EXPECT_EQ(dialogue.reads(EventType::bookmark, "12"), Applied::nothing);
    EXPECT_EQ(dialogue.reads_error(failure(410)), Applied::ended);
    EXPECT_EQ(dialogue.machine.condition(), Condition::expired);
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), list("12", 0));
}

TEST(WatchGone, AsWatchesThatEndAtOnceListsAfterTheThird) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (const auto least : {800ms, 1600ms}) {
        dialogue.opens();
        dialogue.now += 999ms;
        dialogue.ends();
        EXPECT_EQ(dialogue.machine.condition(), Condition::failing);
        dialogue.waits(least);
        EXPECT_EQ(dialogue.asks(), watch("10"));
    }
    dialogue.opens();
    dialogue.ends();
    dialogue.waits(3200ms);
    EXPECT_EQ(dialogue.asks(), list("10", 0));
}

TEST(WatchGone, ShortWatchesCountOnlyInARow) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (int i = 0; i < 9; ++i) {
        if (i % 3 == 2) {
            EXPECT_EQ(dialogue.reads(EventType::bookmark, "10"), Applied::nothing);
        }
        dialogue.ends();
        (void)dialogue.waits();
        EXPECT_EQ(dialogue.asks(), watch("10")) << i;
    }
}

TEST(WatchGone, AContinueTokenIsFollowedByOneFullListAtOnce) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    EXPECT_EQ(dialogue.asks(), page("a"));
    dialogue.fails(failure(410));
    EXPECT_EQ(dialogue.asks(), list("0", 0));
    dialogue.fails(failure(503));
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), list("0", 0));  // in pages it would only expire again
    EXPECT_TRUE(dialogue.reads_page("12"));
    EXPECT_EQ(dialogue.asks(), watch("12"));
    dialogue.fails(too_large(504));
    dialogue.waits(1600ms);
    EXPECT_EQ(dialogue.asks(), list("", 500));  // another list, in pages again
}

TEST(WatchGone, AContinueTokenOfAFullListWaits) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_FALSE(dialogue.reads_page("10", "a"));
    EXPECT_EQ(dialogue.asks(), page("a"));
    dialogue.fails(failure(410));
    EXPECT_EQ(dialogue.asks(), list("0", 0));
    EXPECT_FALSE(dialogue.reads_page("10", "b"));
    EXPECT_EQ(dialogue.asks(), page("b"));
    dialogue.fails(failure(410));
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), list("", 0));
}

TEST(WatchGone, AListThatIsGoneAsksForTheNewest) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.fails(failure(410));
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), list("10", 0));
    dialogue.fails(failure(410));
    dialogue.waits(1600ms);
    EXPECT_EQ(dialogue.asks(), list("", 500));
    dialogue.fails(failure(503));
    dialogue.waits(3200ms);
    EXPECT_EQ(dialogue.asks(), list("", 500));
    EXPECT_TRUE(dialogue.reads_page("30"));
    EXPECT_EQ(dialogue.asks(), watch("30"));
    dialogue.fails(failure(410));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), list("30", 0));
}

TEST(WatchGone, AVersionThatIsTooLargeAsksForTheNewest) {
    for (const int status : {410, 504}) {
        Dialogue listing;
        listing.follows("100");
        listing.fails(failure(410));
        listing.waits(800ms);
        EXPECT_EQ(listing.asks(), list("100", 0));
        listing.fails(too_large(status));
        listing.waits(1600ms);
        EXPECT_EQ(listing.asks(), list("", 500));
        EXPECT_TRUE(listing.reads_page("5"));
        EXPECT_EQ(listing.asks(), watch("5"));

        Dialogue watching;
        watching.follows("100");
        watching.fails(too_large(status));
        watching.waits(800ms);
        EXPECT_EQ(watching.asks(), list("", 500));
    }
}

TEST(WatchGone, AListThatFindsTheVersionInvalidAsksForTheNewest) {
    for (const int status : {400, 422}) {
        Dialogue dialogue;
        dialogue.follows("10");
        dialogue.fails(failure(410));
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), list("10", 0));
        dialogue.fails(failure(status));
        dialogue.waits(1600ms);
        EXPECT_EQ(dialogue.asks(), list("", 500)) << status;
    }
}

TEST(WatchGone, AgainAndAgainBacksOff) {
    Dialogue dialogue;
    (void)dialogue.asks();
    for (const auto least : {800ms, 1600ms, 3200ms, 6400ms}) {
        EXPECT_TRUE(dialogue.reads_page("10"));
        EXPECT_EQ(dialogue.asks(), watch("10"));
        dialogue.fails(failure(410));
        dialogue.waits(least);
        EXPECT_EQ(dialogue.asks(), list("10", 0));
    }
}

}  // namespace
}  // namespace watch_tests

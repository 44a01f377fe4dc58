// WatchList: the objects come as the first events of a watch.
#include "tests/core/watch/dialogue.hpp"

namespace watch_tests {
namespace {

constexpr Settings with_initial_events{.initial_events = true, .page_size = 500, .seed = 0};

TEST(WatchInitialEvents, AreWholeAtTheBookmarkThatSaysSo) {
    Dialogue dialogue(with_initial_events);
    EXPECT_EQ(dialogue.asks(), watch("", true));
    dialogue.opens();
    EXPECT_EQ(dialogue.reads(EventType::added, "7"), Applied::put);
    EXPECT_EQ(dialogue.reads(EventType::deleted, "9"), Applied::remove);
    EXPECT_EQ(dialogue.reads(EventType::bookmark, "9"), Applied::nothing);
    EXPECT_FALSE(dialogue.machine.synced());
    EXPECT_EQ(dialogue.reads_end_of_initial_events("10"), Applied::replace);
    EXPECT_TRUE(dialogue.machine.synced());
    EXPECT_EQ(dialogue.reads(EventType::modified, "11"), Applied::put);
    EXPECT_EQ(dialogue.reads_end_of_initial_events("12"), Applied::nothing);
    dialogue.now += 600s;
    dialogue.ends();
    EXPECT_EQ(dialogue.asks(), watch("12"));
}

TEST(WatchInitialEvents, ThatBreakOffBeginAnewAndDoNotMoveTheVersion) {
    for (const int status : {0, 403, 429, 500}) {
        Dialogue dialogue(with_initial_events);
        EXPECT_EQ(dialogue.asks(), watch("", true));
        EXPECT_EQ(dialogue.reads(EventType::added, "7"), Applied::put);
        dialogue.fails(failure(status));
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), watch("", true)) << status;
        EXPECT_EQ(dialogue.reads_end_of_initial_events("10"), Applied::replace);
        EXPECT_EQ(dialogue.reads_error(failure(410)), Applied::ended);
        dialogue.waits(1600ms);
        EXPECT_EQ(dialogue.asks(), watch("10", true)) << status;
        EXPECT_EQ(dialogue.reads(EventType::added, "20"), Applied::put);
        dialogue.fails(failure(status));
        (void)dialogue.waits();
        EXPECT_EQ(dialogue.asks(), watch("10", true)) << status;
    }
}

TEST(WatchInitialEvents, ThatAreUnsupportedFallBackToAListForGood) {
    for (const int status : {400, 405, 406, 422, 501}) {
        Dialogue dialogue(with_initial_events);
        EXPECT_EQ(dialogue.asks(), watch("", true));
        dialogue.fails(failure(status));
        EXPECT_EQ(dialogue.asks(), list("0", 500));
        EXPECT_TRUE(dialogue.reads_page("10"));
        EXPECT_EQ(dialogue.asks(), watch("10"));
        dialogue.fails(failure(410));
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), list("10", 0));
    }
}

TEST(WatchInitialEvents, WhoseEndNeverComesFallBackToAList) {
    Dialogue dialogue(with_initial_events);
    for (const auto least : {800ms, 1600ms, 3200ms}) {
        EXPECT_EQ(dialogue.asks(), watch("", true));
        EXPECT_EQ(dialogue.reads(EventType::added, "7"), Applied::put);
        dialogue.ends();
        dialogue.waits(least);
    }
    EXPECT_EQ(dialogue.asks(), list("0", 500));
}

TEST(WatchInitialEvents, OfAVersionThatIsNotToBeHadAskForTheNewest) {
    for (const Failure& reason : {failure(410), too_large(504)}) {
        Dialogue dialogue(with_initial_events);
        EXPECT_EQ(dialogue.asks(), watch("", true));
        EXPECT_EQ(dialogue.reads_end_of_initial_events("10"), Applied::replace);
        dialogue.fails(failure(410));
        dialogue.waits(800ms);
        EXPECT_EQ(dialogue.asks(), watch("10", true));
        dialogue.fails(reason);
        dialogue.waits(1600ms);
        EXPECT_EQ(dialogue.asks(), watch("", true));
    }
}

}  // namespace
}  // namespace watch_tests

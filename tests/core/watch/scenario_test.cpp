// What the tests of client-go's reflector and retry watcher and of kube-rs' watcher try, by their names, in our words.
#include "tests/core/watch/dialogue.hpp"

namespace watch_tests {
namespace {

// client-go: TestReflectorListAndWatch, and the versions that it expects of the watch after each event.
TEST(ReflectorScenario, ListAndWatch) {
    Dialogue dialogue;
    dialogue.follows("1");
    for (const char* version : {"2", "3", "4"}) {
        EXPECT_EQ(dialogue.reads(EventType::added, version), Applied::put);
    }
    dialogue.ends();
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("4"));
}

// client-go: TestReflectorWatchHandlerError ("very short watch").
TEST(ReflectorScenario, WatchHandlerError) {
    Dialogue dialogue;
    dialogue.follows("1");
    dialogue.ends();
    EXPECT_EQ(dialogue.machine.condition(), Condition::failing);
    EXPECT_NE(dialogue.machine.detail(), "");
}

// client-go: TestReflectorStopWatch / TestCloseWatchChannelOnError: after an ERROR event nothing more is taken.
TEST(ReflectorScenario, CloseWatchChannelOnError) {
    Dialogue dialogue;
    dialogue.follows("1");
    EXPECT_EQ(dialogue.reads_error(failure(500)), Applied::ended);
    EXPECT_EQ(dialogue.reads(EventType::added, "2"), Applied::ended);
}

// client-go: TestReflectorWatchListPageSize.
TEST(ReflectorScenario, WatchListPageSize) {
    Dialogue dialogue({.page_size = 4});
    EXPECT_EQ(dialogue.asks(), list("0", 4));
    EXPECT_FALSE(dialogue.reads_page("10", "C1"));
    EXPECT_EQ(dialogue.asks(), page("C1", 4));
    EXPECT_FALSE(dialogue.reads_page("10", "C2"));
    EXPECT_EQ(dialogue.asks(), page("C2", 4));
    EXPECT_TRUE(dialogue.reads_page("10"));
}

// client-go: TestReflectorResyncAfterList / TestReflectorExpiredExactResourceVersion: the version of a relist expired.
TEST(ReflectorScenario, ExpiredExactResourceVersion) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_TRUE(dialogue.reads_page("10"));
    EXPECT_EQ(dialogue.asks(), watch("10"));
    dialogue.fails(failure(410));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), list("10", 0));
    dialogue.fails(failure(410));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), list("", 500));
    EXPECT_TRUE(dialogue.reads_page("11"));
    EXPECT_EQ(dialogue.asks(), watch("11"));
}

// client-go: TestReflectorFullListIfExpired: the pager's full list after an expired page has the version asked before.
TEST(ReflectorScenario, FullListIfExpired) {
    Dialogue dialogue({.page_size = 4});
    EXPECT_EQ(dialogue.asks(), list("0", 4));
    EXPECT_TRUE(dialogue.reads_page("10"));
    EXPECT_EQ(dialogue.asks(), watch("10"));
    dialogue.fails(too_large(504));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), list("", 4));
    EXPECT_FALSE(dialogue.reads_page("11", "C1"));
    EXPECT_EQ(dialogue.asks(), page("C1", 4));
    dialogue.fails(failure(410));
    EXPECT_EQ(dialogue.asks(), list("", 0));
    EXPECT_TRUE(dialogue.reads_page("11"));
}

// client-go: TestReflectorFullListIfTooLarge.
TEST(ReflectorScenario, FullListIfTooLarge) {
    Dialogue dialogue;
    dialogue.follows("20");
    dialogue.fails(failure(410));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), list("20", 0));
    dialogue.fails(too_large(504));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), list("", 500));
    EXPECT_TRUE(dialogue.reads_page("12"));
    EXPECT_EQ(dialogue.asks(), watch("12"));
}

// client-go: TestReflectorRelistResourceVersion "watch with connection refused / too many requests does not list".
TEST(ReflectorScenario, WatchRetriesConnectionRefusedAndTooManyRequests) {
    Dialogue dialogue;
    dialogue.follows("10");
    for (const int status : {0, 429, 0, 429}) {
        dialogue.fails(failure(status));
        (void)dialogue.waits();
        EXPECT_EQ(dialogue.asks(), watch("10"));
    }
}

// client-go: TestBackoffOnTooManyRequests / TestBackoffOnRequestsWithinStream: an ERROR event of 429.
TEST(ReflectorScenario, BackoffOnTooManyRequests) {
    Dialogue dialogue;
    dialogue.follows("10");
    EXPECT_EQ(dialogue.reads_error(failure(429)), Applied::ended);
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), watch("10"));
    EXPECT_EQ(dialogue.reads_error(failure(429, 5s)), Applied::ended);
    EXPECT_EQ(dialogue.waits(), 5s);
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

// client-go: TestRetryInternalError: an ERROR event of 500 first tries the same watch again.
TEST(ReflectorScenario, RetryInternalError) {
    Dialogue dialogue;
    dialogue.follows("10");
    EXPECT_EQ(dialogue.reads_error(failure(500)), Applied::ended);
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

// client-go: TestRetryWatcher "recovers if timeout error", "survives closed watch", "reconnects from the last event".
TEST(RetryWatcherScenario, GoesOnBehindTheLastEvent) {
    Dialogue dialogue;
    dialogue.follows("1");
    EXPECT_EQ(dialogue.reads(EventType::added, "2"), Applied::put);
    EXPECT_EQ(dialogue.reads_error(failure(504)), Applied::ended);
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("2"));
    EXPECT_EQ(dialogue.reads(EventType::modified, "3"), Applied::put);
    EXPECT_EQ(dialogue.reads(EventType::bookmark, "9"), Applied::nothing);
    dialogue.ends();
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("9"));
}

// kube-rs: Error::NoResourceVersion of a list.
TEST(KubeRsScenario, AListWithoutAVersionIsAnError) {
    Dialogue dialogue;
    EXPECT_EQ(dialogue.asks(), list("0", 500));
    EXPECT_FALSE(dialogue.reads_page(""));
    EXPECT_FALSE(dialogue.machine.synced());
    EXPECT_EQ(dialogue.machine.condition(), Condition::failing);
    dialogue.waits(800ms);
    EXPECT_EQ(dialogue.asks(), list("0", 500));
}

// kube-rs: a failed start of the watch (State::InitListed) keeps the version.
TEST(KubeRsScenario, AWatchThatDoesNotStartKeepsItsVersion) {
    Dialogue dialogue;
    dialogue.follows("10");
    dialogue.fails(failure(403));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

// kube-rs: a resumed watch of streaming lists must not ask for initial events again.
TEST(KubeRsScenario, AResumedWatchDoesNotAskForInitialEvents) {
    Dialogue dialogue({.initial_events = true});
    EXPECT_EQ(dialogue.asks(), watch("", true));
    EXPECT_EQ(dialogue.reads_end_of_initial_events("10"), Applied::replace);
    dialogue.fails(failure(0));
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("10"));
}

// kube-rs: "desynced": 410 in the stream goes back to the beginning, the store stays until the new list is whole.
TEST(KubeRsScenario, DesyncedGoesBackToTheBeginning) {
    Dialogue dialogue({.initial_events = true});
    EXPECT_EQ(dialogue.asks(), watch("", true));
    EXPECT_EQ(dialogue.reads_end_of_initial_events("10"), Applied::replace);
    EXPECT_EQ(dialogue.reads_error(failure(410)), Applied::ended);
    (void)dialogue.waits();
    EXPECT_EQ(dialogue.asks(), watch("10", true));
    EXPECT_TRUE(dialogue.machine.synced());
}

}  // namespace
}  // namespace watch_tests

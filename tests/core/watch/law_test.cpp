// Laws over random reports that no server would make.
#include "tests/core/watch/api_server.hpp"
#include "tests/core/watch/dialogue.hpp"

namespace watch_tests {
namespace {

Failure random_failure(Random& random) {
    constexpr int statuses[] = {0, 200, 400, 401, 403, 404, 410, 410, 422, 429, 429, 500, 501, 503, 504};
    Failure result = failure(statuses[random.below(std::size(statuses))]);
    if (random.chance(20)) {
        result.retry_after = std::chrono::seconds(random.below(30));
    }
    result.resource_version_too_large = random.chance(10);
    return result;
}

/// Any report, also one that does not fit what was asked.
void report(Dialogue& dialogue, Random& random, int& version) {
    const std::string next = std::to_string(++version);
    switch (random.below(8)) {
        case 0: (void)dialogue.reads_page(next); break;
        case 1: (void)dialogue.reads_page(next, "t" + next); break;
        case 2: dialogue.opens(); break;
        case 3: (void)dialogue.reads(EventType::added, next); break;
        case 4: (void)dialogue.reads_end_of_initial_events(next); break;
        case 5: (void)dialogue.reads_error(random_failure(random)); break;
        case 6: dialogue.ends(); break;
        default: dialogue.fails(random_failure(random)); break;
    }
}

int number_of(const std::string& version) { return version.empty() ? 0 : std::stoi(version); }

TEST(WatchLaw, NeverHotNeverOlderAlwaysSynced) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Random random(seed);
        Dialogue dialogue({.initial_events = random.chance(50), .seed = seed});
        int version = 0;
        int followed = 0;  // the largest version that was watched from
        int requests_at_once = 0;
        bool synced = false;
        for (int i = 0; i < 200; ++i) {
            const Step step = dialogue.asks();
            if (const auto* wait = std::get_if<Wait>(&step)) {
                EXPECT_GE(wait->delay, 800ms);
                EXPECT_LE(wait->delay, 60s);
                dialogue.now += wait->delay;  // and time passes in no other way
                requests_at_once = 0;
                continue;
            }
            const auto* list = std::get_if<List>(&step);
            requests_at_once += list != nullptr && !list->continue_token.empty() ? 0 : 1;
            EXPECT_LE(requests_at_once, 4);
            const std::string& asked = list != nullptr ? list->resource_version
                                                       : std::get<Watch>(step).resource_version;
            if (!asked.empty()) {
                EXPECT_GE(number_of(asked), followed);
                followed = number_of(asked);
            }
            for (std::size_t reports = 1 + random.below(3); reports > 0; --reports) {
                report(dialogue, random, version);
                EXPECT_TRUE(dialogue.machine.synced() || !synced);
                synced = dialogue.machine.synced();
            }
        }
    }
}

TEST(WatchLaw, EqualReportsGiveEqualSteps) {
    const auto transcript = [](std::uint64_t seed) {
        Random random(7);
        Dialogue dialogue({.seed = seed});
        std::string text;
        int version = 0;
        for (int i = 0; i < 300; ++i) {
            const Step step = dialogue.machine.next(dialogue.now);
            text += testing::PrintToString(step);
            dialogue.now += std::holds_alternative<Wait>(step) ? std::get<Wait>(step).delay : 0ms;
            report(dialogue, random, version);
        }
        return text;
    };
    EXPECT_EQ(transcript(1), transcript(1));
    EXPECT_NE(transcript(1), transcript(2));
}

}  // namespace
}  // namespace watch_tests

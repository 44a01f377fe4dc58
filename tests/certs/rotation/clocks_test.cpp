// Replicas whose clocks will never agree: whoever has the right one does his work, and nobody writes without end.
#include "tests/certs/rotation/made.hpp"
#include "tests/certs/rotation/scenario.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using ::testing::IsEmpty;
using testing::Scenario;
using testing::settings;

/// Replicas 0 and 1 are right, the third is wrong; some months with a restart now and then.
void live_with(Scenario& scenario, testing::Duration skew, std::size_t first_to_restart) {
    scenario.install();
    scenario.most_skew = 1h;
    scenario.replicas[2].skew = skew;
    for (int i = 0; i < 4; ++i) {
        scenario.run(scenario.cluster.between(10min, days(40)));
        auto& replica = scenario.replicas[first_to_restart + scenario.cluster.below(3 - first_to_restart)];
        replica.crash();
        replica.start();
    }
    scenario.run(1min);
    EXPECT_THAT(scenario.refusals, IsEmpty());
}

TEST(Clocks, hours_are_not_even_noticed) {
    for (const testing::Duration skew : {testing::Duration(-20h), testing::Duration(20h)}) {
        Scenario scenario(1, settings, 3);
        live_with(scenario, skew, 0);
        EXPECT_LE(scenario.cluster.secret_writes, 5);
        scenario.expect_agreement();
    }
}

TEST(Clocks, months_do_no_harm_to_those_that_are_right) {
    for (const int off : {-100, 40}) {
        SCOPED_TRACE(off);
        Scenario scenario(1, settings, 3);
        live_with(scenario, days(off), 0);
        EXPECT_LE(scenario.cluster.secret_writes, 20);
    }
}

TEST(Clocks, decades_do_no_harm_to_those_that_are_right_and_run) {
    for (const int off : {8'000}) {
        SCOPED_TRACE(off);
        Scenario scenario(1, settings, 3);
        live_with(scenario, days(off), 2);  // who starts anew needs a CA of his own, which takes callers some seconds
        EXPECT_LE(scenario.cluster.secret_writes, 30);
        EXPECT_LE(scenario.cluster.bundle_writes, 60);
    }
}

TEST(Clocks, a_secret_of_next_year_waits_until_a_replica_comes_that_has_nothing_else) {
    Scenario scenario(5, settings, 3);
    scenario.install();
    const auto other = testing::fresh(scenario.cluster.now() + days(365));
    scenario.cluster.edit_secret([&](Contents& secret) { secret = other; });
    const int writes = scenario.cluster.secret_writes;
    scenario.run(days(30));
    EXPECT_EQ(scenario.cluster.secret_writes, writes);
    EXPECT_THAT(scenario.replicas[0].step().why, ::testing::HasSubstr("a clock is wrong"));
    scenario.replicas[0].crash();
    scenario.replicas[0].start();
    scenario.run(1min);
    scenario.expect_agreement();
}

}  // namespace
}  // namespace certs::rotation

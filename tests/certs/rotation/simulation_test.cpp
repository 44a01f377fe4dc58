// Replicas, clocks and an API server in a model: the laws that hold while nothing breaks, over simulated years.
#include "tests/certs/rotation/scenario.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using ::testing::IsEmpty;
using testing::Scenario;

const Settings settings{.common_name = "webhook",
                        .dns_names = {"webhook.system.svc", "webhook.system.svc.cluster.local"},
                        .authority_days = 600,
                        .leaf_days = 90};

TEST(Simulation, three_replicas_that_start_at_once_agree_on_one_ca) {
    for (unsigned seed = 1; seed <= 3; ++seed) {
        Scenario scenario(seed, settings, 3);
        scenario.install();
        EXPECT_EQ(scenario.count(Change::create), 1);
        EXPECT_EQ(scenario.cluster.secret_writes, 1);
        EXPECT_LE(scenario.cluster.bundle_writes, 3);
    }
}

TEST(Simulation, every_renewal_of_some_years_is_on_schedule_and_no_leaf_is_ever_refused) {
    Scenario scenario(1, settings, 3);
    scenario.replicas[1].skew = 4h;  // less than a day: such clocks do no harm
    scenario.replicas[2].skew = -50min;
    scenario.install();
    scenario.run(days(3 * 400 + 30));
    scenario.expect_agreement();
    EXPECT_THAT(scenario.refusals, IsEmpty());
    // A CA of 600 days is due after 400, a leaf of 90 after 60; each new CA brings a leaf of its own.
    EXPECT_EQ(scenario.count(Change::create), 1);
    EXPECT_EQ(scenario.count(Change::restore), 0);
    EXPECT_EQ(scenario.count(Change::issue_authority), 3);
    EXPECT_GE(scenario.count(Change::issue_leaf), 20);
    EXPECT_LE(scenario.count(Change::issue_leaf), 24);
    EXPECT_GE(scenario.count(Change::note_published), 3);
    EXPECT_LE(scenario.count(Change::note_published), 9);      // again by each clock that is behind
    EXPECT_EQ(scenario.count(Change::retire_authorities), 2);  // the last overlap was 30 days ago
}

TEST(Simulation, renewals_that_are_asked_for_while_replicas_come_and_go_are_felt_by_nobody) {
    Scenario scenario(7, settings, 3);
    scenario.install();
    for (int i = 0; i < 12; ++i) {
        scenario.cluster.edit_secret(
            [&](Contents& secret) { secret.requested = i % 4 == 3 ? Renewal::ca : Renewal::leaf; });
        auto& replica = scenario.replicas[scenario.cluster.below(3)];
        scenario.run(scenario.cluster.between(1s, 12min));
        replica.crash();
        scenario.run(scenario.cluster.between(1s, 1min));
        replica.start();
        scenario.run(scenario.cluster.between(1s, 1min));
    }
    scenario.run(20min);
    scenario.expect_agreement();
    EXPECT_THAT(scenario.refusals, IsEmpty());
    EXPECT_GE(scenario.count(Change::issue_authority), 2);
    EXPECT_LE(scenario.count(Change::issue_authority), 3);
    EXPECT_LE(scenario.cluster.secret_writes, 30);
}

TEST(Simulation, whoever_wakes_after_everything_has_expired_has_a_leaf_within_seconds) {
    Scenario scenario(3, settings, 2);
    scenario.install();
    for (auto& replica : scenario.replicas) replica.crash();
    scenario.run(days(700));
    scenario.is_watched = false;  // the CA that kube-apiserver knows has expired: for a moment there is nothing better
    for (auto& replica : scenario.replicas) replica.start();
    scenario.run(20s);
    scenario.is_watched = true;
    scenario.expect_agreement();
    scenario.run(days(100));
    EXPECT_THAT(scenario.refusals, IsEmpty());
    scenario.expect_agreement();
}

}  // namespace
}  // namespace certs::rotation

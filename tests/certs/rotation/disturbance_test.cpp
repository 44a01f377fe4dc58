// What goes wrong in clusters, at random: afterwards all agree again, and nobody writes without end.
#include "tests/certs/rotation/disturbance.hpp"
#include "certs/rotation/authorities.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace certs::rotation {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using ::testing::IsEmpty;
using testing::Scenario;

const Settings settings{.common_name = "webhook", .dns_names = {"webhook.system.svc"}};

/// More with PIW_SIMULATIONS in the environment.
unsigned simulations() {
    const char* wanted = std::getenv("PIW_SIMULATIONS");
    return wanted != nullptr ? static_cast<unsigned>(std::atoi(wanted)) : 4;
}

void expect_calm(Scenario& scenario) {
    scenario.run(15min);  // a whole overlap may have to pass
    scenario.expect_agreement();
    EXPECT_LE(read_authorities(scenario.cluster.secret()->value.authorities_pem, "")->size(), max_authorities);
    const int writes = scenario.cluster.secret_writes + scenario.cluster.bundle_writes;
    scenario.is_watched = true;
    scenario.run(days(10));
    EXPECT_THAT(scenario.refusals, IsEmpty());
    EXPECT_LE(scenario.cluster.secret_writes + scenario.cluster.bundle_writes - writes, 10) << "still at it";
    scenario.expect_agreement();
}

TEST(Disturbance, all_agree_again_after_anything_that_can_go_wrong) {
    for (unsigned seed = 1; seed <= simulations(); ++seed) {
        std::string story = "seed " + std::to_string(seed);
        Scenario scenario(seed, settings, 3);
        scenario.install();
        scenario.is_watched = false;
        for (int i = 0; i < 8; ++i) {
            story += "; " + disturb(scenario);
            scenario.run(scenario.cluster.below(4) == 0 ? scenario.cluster.between(1h, days(30))
                                                        : scenario.cluster.between(10ms, 2min));
        }
        SCOPED_TRACE(story);
        EXPECT_LE(scenario.cluster.secret_writes, 150);
        EXPECT_LE(scenario.cluster.bundle_writes, 250);
        calm(scenario);
        expect_calm(scenario);
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace certs::rotation

#pragma once

#include "tests/certs/rotation/scenario.hpp"

#include <string>

namespace certs::rotation::testing {

/// Something that goes wrong, chosen by the cluster's seed; says what it was. Some of it lasts, until `calm`.
std::string disturb(Scenario& scenario);
/// Ends what lasts: every replica runs and is connected, clocks are right, the configuration is there.
void calm(Scenario& scenario);

}  // namespace certs::rotation::testing

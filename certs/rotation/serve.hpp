#pragma once

#include "certs/rotation/findings.hpp"

namespace certs::rotation {

/// Where the pair to serve comes from.
enum class Source { in_use, secret, remembered };

/// `to_serve`, over plain values.
[[nodiscard]] Source choose(const Findings& findings, TimePoint now, const Settings& settings);

}  // namespace certs::rotation

#pragma once

#include "certs/rotation/findings.hpp"

#include <string>

namespace certs::rotation::testing {

using std::chrono::days;
using namespace std::chrono_literals;

inline const TimePoint now = std::chrono::system_clock::from_time_t(1'800'000'000);  // 2027-01-15T08:00:00Z

/// A life that `elapsed` days of `lifetime` are over of.
inline Life life(int elapsed, int lifetime) {
    return {.from = now - days(elapsed), .to = now + days(lifetime - elapsed)};
}

/// A Secret that is whole and far from being due, in caBundles that have not changed for a day.
inline Findings healthy() {
    Findings findings;
    findings.exists = true;
    findings.secret = {.authorities = {{"newest", life(100, 3'650)}},
                       .has_authority_key = true,
                       .leaf = life(10, 90),
                       .issuer = 0,
                       .dns_names = {"webhook.system.svc"}};
    findings.has_webhooks = true;
    findings.bundles_since = now - 24h;
    findings.newest = findings.leaf_issuer = findings.served_issuer = Spread::everywhere;
    findings.is_offered_served = true;
    findings.served = findings.secret.leaf;
    return findings;
}

/// In an overlap: the newest CA is everywhere, the leaf is of the one before.
inline Findings overlapping() {
    auto findings = healthy();
    findings.secret.authorities.insert(findings.secret.authorities.begin(), {"newer", life(0, 3'650)});
    findings.secret.issuer = 1;
    findings.published_at = now - 3min;
    findings.needed_until = findings.secret.leaf->to;
    return findings;
}

/// Remembers other contents, which are whole.
inline Findings remembering(Findings findings) {
    findings.remembered = healthy().secret;
    findings.remembered_issuer = Spread::everywhere;
    return findings;
}

/// That is broken at any time.
inline Findings damaged(Findings findings) {
    findings.secret.damage = "something is broken";
    return findings;
}

}  // namespace certs::rotation::testing

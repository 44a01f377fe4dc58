#include "certs/chain.hpp"
#include "certs/rotation/authorities.hpp"
#include "certs/rotation/findings.hpp"

#include <algorithm>

namespace certs::rotation {
namespace {

/// Of no more use: none, expired, or its CA is in no caBundle (with no caBundles, in none).
bool is_of_use(const Situation& situation, const Settings& settings) {
    const auto life = life_of_pair(situation.served, settings);
    return life && is_valid(*life, situation.now) &&
           issuer_of(situation.served.certificate_pem, authorities_of(situation.bundles)).has_value();
}

/// A leaf that callers could accept, though something else in the Secret be broken and nobody may write it.
bool can_be_served(const Examined& secret, TimePoint now) {
    return secret.leaf && secret.issuer && !secret.uncovered && !has_expired(*secret.leaf, now);
}

}  // namespace

KeyPair to_serve(const Situation& situation, const Settings& settings) {
    if (!situation.secret) return situation.served;
    KeyPair offered{situation.secret->certificate_pem, situation.secret->key_pem};
    if (offered == situation.served) return situation.served;
    const auto secret = examine(*situation.secret, settings);
    const bool is_settled = situation.bundles_since + settings.bundle_settling <= situation.now;
    if (is_whole(secret, situation.now) && is_settled && is_trusted_by_all(offered.certificate_pem, situation.bundles))
        return offered;
    if (is_of_use(situation, settings)) return situation.served;
    const bool is_better = is_whole(secret, situation.now) || can_be_served(secret, situation.now);
    return is_better ? offered : situation.served;
}

}  // namespace certs::rotation

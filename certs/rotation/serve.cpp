#include "certs/rotation/serve.hpp"

namespace certs::rotation {
namespace {

/// Of no more use: none, expired, or its CA is in no caBundle (with no caBundles, in none).
bool is_of_use(const Findings& findings, TimePoint now) {
    return findings.served && is_valid(*findings.served, now) && findings.served_issuer != Spread::nowhere;
}

/// A leaf that callers accept, though something else in the Secret be broken and nobody may write it. Not one that is
/// not valid yet: who serves nothing is not ready and gets no calls, which is better than to be refused.
bool can_be_served(const Examined& secret, TimePoint now) {
    return secret.leaf && secret.issuer && !secret.uncovered && is_valid(*secret.leaf, now);
}

/// The pair that should come next.
Source best(const Findings& findings, TimePoint now) {
    if (findings.exists && is_whole(findings.secret, now)) return Source::secret;
    if (findings.remembered && is_whole(*findings.remembered, now)) return Source::remembered;
    return Source::in_use;
}

}  // namespace

Source choose(const Findings& findings, TimePoint now, const Settings& settings) {
    const auto offered = best(findings, now);
    const auto& examined = offered == Source::remembered ? *findings.remembered : findings.secret;
    const auto issuer = offered == Source::secret ? findings.leaf_issuer : findings.remembered_issuer;
    if (offered != Source::in_use && issuer == Spread::everywhere && is_settled(findings, now, settings) &&
        examined.leaf->from <= now)
        return offered;
    if (is_of_use(findings, now)) return Source::in_use;
    if (offered == Source::in_use && findings.exists && can_be_served(findings.secret, now)) return Source::secret;
    return offered;
}

}  // namespace certs::rotation

#pragma once

#include "certs/certificate.hpp"
#include "certs/rotation/rotation.hpp"

namespace certs::rotation {

/// From when until when a certificate is valid; never before 1970, so that differences do not overflow.
struct Life {
    TimePoint from;
    TimePoint to;

    friend bool operator==(const Life&, const Life&) = default;
};

/// How far ahead of ours the clock of whoever issued a certificate may be before we call it not valid yet. Small: what
/// we issue ourselves is dated back (`backdated`).
inline constexpr std::chrono::minutes clock_tolerance{5};

/// The dates of a certificate.
[[nodiscard]] Life life_of(const Facts& certificate);
/// As long as both are valid.
[[nodiscard]] Life both(const Life& one, const Life& other);

/// Of two that are wrong by a clock, the one that has to be mended at once...
[[nodiscard]] bool has_expired(const Life& life, TimePoint now);
/// ...and the one that comes into its own by waiting.
[[nodiscard]] bool is_not_valid_yet(const Life& life, TimePoint now);
/// Neither.
[[nodiscard]] bool is_valid(const Life& life, TimePoint now);

/// When 2/3 of a leaf's life are over.
[[nodiscard]] TimePoint leaf_due(const Life& leaf);
/// When 2/3 of a CA's life are over, or before, when what is left would cut a fresh leaf short; but never within the
/// first third: settings with leaves that outlive every CA must not renew without end.
[[nodiscard]] TimePoint authority_due(const Life& authority, const Settings& settings);

/// What to tell `certs::issue_...` is the time, so that clocks which disagree by less do no harm: a certificate that a
/// replica with a fast clock issues must be valid for kube-apiserver at once. A day, at most a tenth of the life (which
/// ends as much earlier).
[[nodiscard]] TimePoint backdated(TimePoint now, int lifetime_days);

}  // namespace certs::rotation

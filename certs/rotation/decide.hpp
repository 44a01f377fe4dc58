#pragma once

#include "certs/rotation/findings.hpp"
#include "certs/rotation/rotation.hpp"

namespace certs::rotation {

/// The rules, over plain values. What is broken comes before what a clock says, and that before what is planned.
///
/// Clocks differ. What a certificate's dates say is acted upon so that replicas with different clocks never undo each
/// other's work in turns:
/// * what we issue is dated back (life.hpp): a clock that is less than a day fast does no harm at all;
/// * a certificate that has expired by our clock is replaced at once, but always by adding: no CA is dropped for its
///   dates before `needed_until`, so whoever sees it otherwise goes on serving with it;
/// * one that is not valid yet by our clock was issued by a clock that is ahead of ours, and nobody knows which is
///   wrong: as long as we serve a good leaf that callers trust, we leave it alone until that leaf is due.
[[nodiscard]] Step decide(const Findings& findings, TimePoint now, const Settings& settings);

}  // namespace certs::rotation

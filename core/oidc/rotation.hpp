#pragma once

#include "core/check/finding.hpp"
#include "core/oidc/compare.hpp"

namespace core::oidc {

/// Where a rotation of the signing key stands, and the next step (about `rotation`), its text `step N of 4: ...`:
/// 1. one key everywhere: make the next one and publish it beside the old;
/// 2. the next key is published, the API servers do not know it: let them verify with both;
/// 3. they verify with both: let them sign with the next one;
/// 4. they sign with the next one: the old one stays until the last token signed with it is over, then goes.
/// Fail, without a step, while the API server has a key that is not published. Which key is the next one is only known
/// when `evidence.next_key_id` says it; else the advice names both cases.
[[nodiscard]] check::Finding rotation_stage(const Evidence& evidence);

}  // namespace core::oidc

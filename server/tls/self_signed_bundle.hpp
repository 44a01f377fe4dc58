#pragma once

#include "certs/rotation/rotation.hpp"

#include <string>

namespace server::tls {

/// What the caBundle of each of our webhooks should be now: the Secret's ca.crt, then
/// * unless `is_settled`, the other CAs that stand in a caBundle: replicas turn to another leaf one after the other,
/// and
///   the first must not take away what the others still serve by;
/// * the CA of the leaf in use, if a caBundle holds it: somebody has put another Secret in its place (a backup
/// perhaps),
///   and that one's leaf is served only when its CA has been published.
/// Empty without a Secret.
[[nodiscard]] std::string wanted_bundle(const certs::rotation::Situation& situation, bool is_settled);

}  // namespace server::tls

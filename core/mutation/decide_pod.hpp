#pragma once

#include "core/mutation/decide.hpp"

namespace core::mutation {

/// CREATE of a Pod.
[[nodiscard]] Decision decide_pod(const admission::Pod& pod, std::string_view namespace_name,
                                  const profile::Directory& directory, const Policy& policy,
                                  const Knowledge& knowledge);

/// UPDATE of `pods/ephemeralcontainers`: what the Pod has counts, whatever the cluster says now; only the mode is
/// looked up.
[[nodiscard]] Decision decide_ephemeral(const admission::EphemeralReview& review, std::string_view namespace_name,
                                        const profile::Directory& directory, const Policy& policy,
                                        const Knowledge& knowledge);

}  // namespace core::mutation

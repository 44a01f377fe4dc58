#pragma once

#include "core/admission/pod.hpp"
#include "core/mutation/policy.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace core::mutation {

/// One container that is not skipped.
struct SelectedContainer {
    std::string_view list;  ///< `containers`, `initContainers`, `ephemeralContainers`
    std::size_t index = 0;
    const admission::Container* container = nullptr;
};
using Selection = std::vector<SelectedContainer>;

/// The containers and initContainers of a new Pod that get credentials, by the three lists of product.md ("skip list"):
/// the Pod's own `skip-containers` counts always; its `include-containers`, unless empty, overrides
/// `--skip-containers`.
[[nodiscard]] Selection select_containers(const admission::Pod& pod, const Policy& policy);

/// The ephemeral containers of `pod` that `old_pod` has not: the skip lists apply, `include-containers` does not.
[[nodiscard]] Selection select_ephemeral_containers(const admission::Pod& pod, const admission::Pod& old_pod,
                                                    const Policy& policy);

}  // namespace core::mutation

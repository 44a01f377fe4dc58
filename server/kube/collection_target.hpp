#pragma once

#include "core/watch/machine.hpp"

#include <string>
#include <string_view>

namespace server::kube {

/// Path and query of a step for the collection at `path`. `field_selector`: `metadata.name=x`; empty: all objects.
[[nodiscard]] std::string collection_target(std::string path, const core::watch::List& list,
                                            std::string_view field_selector = {});
[[nodiscard]] std::string collection_target(std::string path, const core::watch::Watch& watch,
                                            std::string_view field_selector = {});

}  // namespace server::kube

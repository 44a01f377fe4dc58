#pragma once

#include <string>

namespace server::kube {

/// The value of an environment variable; empty when it is not set. Nobody may set one at the same time.
[[nodiscard]] std::string environment(const char* name);

}  // namespace server::kube

#pragma once

#include "server/kube/client.hpp"

#include <chrono>
#include <expected>
#include <string>
#include <vector>

namespace server::kube {

/// What an API server serves besides its objects, e.g. `/openid/v1/jwks`: one GET after the other, of at most `limit`
/// each, that takes `accept` (an API server answers 406 to a type that it does not have). Ends with the first failure.
/// Throws std::runtime_error when the configuration's certificates cannot be read.
[[nodiscard]] std::vector<std::expected<Written, TransportFailure>> get_raw(Configuration configuration,
                                                                            const std::vector<std::string>& targets,
                                                                            const std::string& accept,
                                                                            std::chrono::milliseconds limit);

}  // namespace server::kube

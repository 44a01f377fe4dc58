#pragma once

#include "core/profile/directory.hpp"
#include "server/kube/configuration.hpp"

#include <chrono>
#include <expected>
#include <string>

namespace server::kube {

/// Lists Profiles, Namespaces and ServiceAccounts once, for a command that ends afterwards; what the result lacks is
/// known to be absent. Waits at most `limit`; the error, for a person, says what
/// could not be listed and why. Needs `list` and `watch` only.
[[nodiscard]] std::expected<core::profile::Directory, std::string> list_directory(Configuration configuration,
                                                                                  const std::string& annotation_prefix,
                                                                                  std::chrono::milliseconds limit);

}  // namespace server::kube

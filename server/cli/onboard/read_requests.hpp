#pragma once

#include "core/onboard/request.hpp"

#include <string>
#include <vector>

namespace server::cli::onboard {

/// What `--from` names: a CSV file (core/onboard/csv_requests.hpp), or Profiles as YAML or JSON, as List, ProfileList
/// or several documents: the owner is `spec.owner`, the role that of the plugin if it has one, with the service
/// accounts that the plugin names. A file ending in `.yaml`, `.yml` or `.json` is the latter; any other is when it
/// begins with `{` or holds a line that begins with `apiVersion:`, else CSV. Complaints and warnings name the place.
[[nodiscard]] std::vector<core::onboard::Request> read_requests(const std::string& file,
                                                                std::vector<std::string>& complaints,
                                                                std::vector<std::string>& warnings);

}  // namespace server::cli::onboard

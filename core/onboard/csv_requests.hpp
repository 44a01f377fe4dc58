#pragma once

#include "core/onboard/request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::onboard {

/// The Profiles of a CSV file: a header with `profile` and any of owner, owner_kind, bucket, prefix, s3_access,
/// service_accounts, role_name, role_path, in any order; a line each, spaces round a field do not count. `file` is only
/// for messages. Complaints, each with file and line: a broken text, an unknown column, one that is there twice, a line
/// with another number of fields, no Profile at all.
[[nodiscard]] std::vector<Request> decode_csv_requests(std::string_view file, std::string_view text,
                                                       std::vector<std::string>& complaints);

}  // namespace core::onboard

#pragma once

#include "server/files/value.hpp"

#include <string_view>
#include <vector>

namespace server::files {

/// Reads one or more JSON values (RFC 8259, strictly; white space or nothing between them). `text` must be UTF-8
/// without NUL. Numbers keep their digits. Throws Failure: broken_json (a key given twice included) or too_deep.
[[nodiscard]] std::vector<Value::Pointer> read_json(std::string_view text);

}  // namespace server::files

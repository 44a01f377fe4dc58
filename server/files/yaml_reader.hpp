#pragma once

#include "server/files/value.hpp"

#include <string_view>
#include <vector>

namespace server::files {

/// Reads the documents of a YAML text (`---`), null ones left out; typing, keys and merge keys as kubectl has them.
/// `text` must be UTF-8 without NUL and byte order mark. Throws Failure: broken_json (syntax, a key given twice, an
/// alias inside its own anchor, a key that JSON cannot have), too_deep, wrong_shape (aliases that expand to too much).
[[nodiscard]] std::vector<Value::Pointer> read_yaml(std::string_view text);

}  // namespace server::files

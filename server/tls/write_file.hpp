#pragma once

#include <string>

#include <sys/types.h>

namespace server::tls {

/// Writes `bytes` to a new file beside `file` with just these permissions, then renames it over `file`: a reader sees
/// the old bytes or the new ones, and a key is never readable by others, not even for a moment.
/// Empty when done, else `<file>: <reason>`, and `file` is what it was.
[[nodiscard]] std::string write_file(const std::string& file, const std::string& bytes, mode_t permissions);

}  // namespace server::tls

#pragma once

#include "certs/certificate.hpp"

#include <string>

namespace certs {

/// The bytes of a regular file of 1 byte to 1 MiB. Never waits: a named pipe in its place is refused. Errors are
/// `<file>: <reason>`.
[[nodiscard]] Result<std::string> load_file(const std::string& file);

}  // namespace certs

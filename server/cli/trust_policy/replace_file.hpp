#pragma once

#include <string>

namespace server::cli::trust_policy {

/// Puts `bytes` in place of a file that exists, at once: whoever reads it sees the old bytes or the new ones. A
/// symbolic link is followed and stays; the file's permissions stay, its owner and group where the process may set
/// them. The new bytes are on the disk before they take the place of the old. Throws std::runtime_error with file and
/// reason; the file is then what it was, and nothing is left beside it.
void replace_file(const std::string& file, const std::string& bytes);

}  // namespace server::cli::trust_policy

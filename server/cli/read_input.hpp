#pragma once

#include "core/profile/directory.hpp"
#include "server/cli/flags.hpp"

#include <expected>
#include <string>

namespace server::cli {

/// The whole text of a file, `-` for standard input; or why not, with its name in front. A text longer than
/// files::max_file_bytes is cut off behind that (read_documents then refuses it).
[[nodiscard]] std::expected<std::string, std::string> read_input(const std::string& file);

/// What messages call the file: `<stdin>` for `-`.
[[nodiscard]] std::string input_name(const std::string& file);

/// What `--profiles` names, else all that the cluster of `--kubeconfig`, $KUBECONFIG or this Pod holds at this moment.
/// Throws WrongUse when neither is given or it cannot be read, std::runtime_error when the cluster does not answer.
[[nodiscard]] core::profile::Directory load_profiles(const Flags& flags);

/// Writes out what stands in std::cout; false, with a message on standard error, when it cannot be written (a full
/// disk).
[[nodiscard]] bool flush_output();

}  // namespace server::cli

#pragma once

#include "core/oidc/documents.hpp"
#include "server/cli/flags.hpp"

#include <string>
#include <vector>

namespace server::cli::oidc {

/// `--discovery`, `--jwks`, `--kubeconfig` and `--context`: what the API server serves.
[[nodiscard]] std::vector<Flag> api_server_flags();

/// The documents of the API server, from the two files or from the cluster. Throws WrongUse when they are not given, or
/// cannot be had or understood; the message names file or server.
[[nodiscard]] core::oidc::Documents load_api_server(const Flags& flags);

/// `--published`, `--published-discovery` and `--published-jwks`: what STS fetches.
[[nodiscard]] std::vector<Flag> published_flags();

/// The published documents, from a folder as `render` writes it or from two files. Throws WrongUse as above.
[[nodiscard]] core::oidc::Documents load_published(const Flags& flags);

/// The whole text of a file; throws WrongUse when it cannot be read.
[[nodiscard]] std::string read_file(const std::string& file);

/// The value, or WrongUse with the file's name in front.
template <typename T>
[[nodiscard]] T understood(const std::string& file, core::Result<T> decoded) {
    if (!decoded) throw WrongUse(file + ": " + decoded.error().detail);
    return *std::move(decoded);
}

}  // namespace server::cli::oidc

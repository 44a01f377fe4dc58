#pragma once

#include "core/oidc/steps.hpp"

#include <string>

namespace server::cli::oidc {

/// What `oidc render` prints for a person: the files, the keys, remarks, and what to do, numbered.
[[nodiscard]] std::string render_publication(const core::oidc::Publication& publication,
                                             const core::oidc::StepOptions& options);

/// `--output=json`: issuer, previous_issuer, jwks_uri, files (path, url, content), keys (kid, alg, next), remarks,
/// steps, api_server_flags. Without a newline at the end.
[[nodiscard]] std::string encode_publication(const core::oidc::Publication& publication,
                                             const core::oidc::StepOptions& options);

}  // namespace server::cli::oidc

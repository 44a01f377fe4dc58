#pragma once

#include "core/iam/token.hpp"
#include "core/iam/trust_policy/document.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// What a person should know of a token beside the verdict, a line each: it is expired or not valid yet, has several
/// audiences or an `azp`, or its issuer is no provider of the document. `issuer` is its `iss` without `https://`.
[[nodiscard]] std::vector<std::string> token_warnings(const core::iam::Token& token, const std::string& issuer,
                                                      const core::iam::trust_policy::Document& document,
                                                      std::chrono::sys_seconds now);

}  // namespace server::cli::trust_policy

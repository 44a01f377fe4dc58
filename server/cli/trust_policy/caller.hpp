#pragma once

#include "core/iam/token.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "server/cli/trust_policy/options.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// Who asks to be let in, as it was given.
struct CallerOptions {
    ProviderOptions provider;
    SubjectOptions subjects;
    std::string token_file;
    std::string issuer;
    std::string audience;              ///< empty: the token's, else sts.amazonaws.com
    std::vector<std::string> context;  ///< `KEY=VALUE`; an empty value: the key is absent
};

/// The claims to judge: one set for each audience of the token, in its order; and the token that they are from.
struct Caller {
    std::vector<core::iam::trust_policy::evaluation::Claims> claims;
    std::optional<core::iam::Token> token{};
    std::vector<std::string> warnings{};  ///< one line each, for standard error
};

/// Works out the claims. `document` gives the issuer when nothing else does. Throws WrongUse: flags that contradict
/// each other, a token that is none (which is never quoted).
[[nodiscard]] Caller caller(const CallerOptions& options, const core::iam::trust_policy::Document& document,
                            std::chrono::sys_seconds now);

/// Condition keys and their values. Throws WrongUse for an entry without `=`.
[[nodiscard]] std::map<std::string, std::vector<std::string>> context(const std::vector<std::string>& entries);

/// `2026-11-21T07:00:00Z`.
[[nodiscard]] std::string time_text(std::chrono::sys_seconds time);

}  // namespace server::cli::trust_policy

#pragma once

#include "core/iam/token.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "server/cli/diff.hpp"

#include <optional>
#include <string>

namespace server::cli::trust_policy {

/// Claims, and what the document says to them.
struct Judgement {
    core::iam::trust_policy::evaluation::Claims claims;
    core::iam::trust_policy::evaluation::Evaluation evaluation;
};

/// For people: the verdict in words, the claims, then each statement with its line and reasons.
[[nodiscard]] std::string render_judgement(const core::iam::trust_policy::Document& document,
                                           const Judgement& judgement, const std::optional<core::iam::Token>& token,
                                           const Paint& paint);

/// JSON without a line end: `verdict`, `decided_by`, `claims`, `statements`, `unknown_keys`, and `token` when there is
/// one (its claims, never the token).
[[nodiscard]] std::string encode_judgement(const core::iam::trust_policy::Document& document,
                                           const Judgement& judgement, const std::optional<core::iam::Token>& token);

}  // namespace server::cli::trust_policy

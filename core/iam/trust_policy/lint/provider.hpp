#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::lint {

/// The ARN that was probably meant by a Federated principal that is none; `account_id` is the role's, for an issuer
/// alone. Nothing when it cannot be guessed.
[[nodiscard]] std::optional<std::string> meant_provider(std::string_view federated, const std::string& account_id);

/// In what such a principal differs from the ARN of a provider, for a person.
[[nodiscard]] std::string complaint_of_provider(std::string_view federated);

}  // namespace core::iam::trust_policy::lint

#pragma once

#include "core/check/finding.hpp"
#include "core/iam/token.hpp"
#include "core/oidc/documents.hpp"
#include "core/oidc/registered_provider.hpp"

#include <optional>
#include <string>
#include <vector>

namespace core::oidc {

/// What `oidc check` looks at.
struct Evidence {
    Documents published;   ///< what STS fetches
    Documents api_server;  ///< what the API server serves: the keys that it verifies with, and its first issuer
    std::optional<iam::Token> token{};
    std::optional<RegisteredProvider> provider{};
    std::string audience = "sts.amazonaws.com";  ///< of the tokens for AWS
    std::string next_key_id{};                   ///< `kid` of the key that a rotation brings in; empty: not said
};

/// Whether STS takes the tokens of this API server: issuer, discovery document, keys, token, provider, and where a
/// rotation of keys stands; what is right is there as `ok`. Private parts of keys are named, never shown.
[[nodiscard]] std::vector<check::Finding> compare(const Evidence& evidence);

// The parts, in the order of `compare`.

/// Is the published issuer one that STS can reach, and the API server's, byte for byte.
[[nodiscard]] std::vector<check::Finding> compare_issuer(const Evidence& evidence);

/// Does the published discovery document say what STS and OpenID Connect want, about the keys that are published.
[[nodiscard]] std::vector<check::Finding> compare_discovery(const Evidence& evidence);

/// The published set for itself: private members, keys without a `kid` or with that of another, too many.
[[nodiscard]] std::vector<check::Finding> judge_published_keys(const KeySet& published);

/// Each key of the API server: is it published, and the same.
[[nodiscard]] std::vector<check::Finding> compare_keys(const Evidence& evidence);

/// Is the token signed with a published key, of the published issuer and for AWS; nothing when there is none.
[[nodiscard]] std::vector<check::Finding> compare_token(const Evidence& evidence);

/// Is the provider registered for the published issuer and for the audience; nothing when there is none.
[[nodiscard]] std::vector<check::Finding> compare_provider(const Evidence& evidence);

}  // namespace core::oidc

#pragma once

#include "core/check/finding.hpp"
#include "core/error.hpp"
#include "core/oidc/documents.hpp"

#include <string>
#include <vector>

namespace core::oidc {

/// What `oidc render` starts from.
struct PublicationRequest {
    Documents api_server;                ///< what the API server serves
    std::string issuer{};                ///< empty: the API server's
    std::string key_set_url{};           ///< `jwks_uri`; empty: `<issuer>/openid/v1/jwks`
    std::vector<Key> next_keys{};        ///< of signers to come: published before they sign
    std::vector<std::string> retired{};  ///< `kid`s to leave out
};

/// What is to be published.
struct Publication {
    Documents documents;
    std::string previous_issuer{};          ///< of the API server, when it is another; empty: no migration
    std::string discovery_path{};           ///< below the issuer: `.well-known/openid-configuration`
    std::string key_set_path{};             ///< below the issuer: `openid/v1/jwks`
    std::vector<Key> next_keys{};           ///< those that the API server does not know yet
    std::vector<check::Finding> remarks{};  ///< worth a look before it is published; no fails
};

/// The documents to publish: the API server's keys, then the next ones, each once and in its public numbers alone.
/// Errors, for a person: the issuer cannot be used with STS (judge_issuer), the key set's URL does not lie below it, a
/// key that nobody can use or that holds private members, a retired `kid` that is no key's, no key left, two keys with
/// one `kid`.
[[nodiscard]] Result<Publication> publish(const PublicationRequest& request);

}  // namespace core::oidc

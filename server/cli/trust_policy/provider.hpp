#pragma once

#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/document.hpp"
#include "server/cli/trust_policy/options.hpp"

#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// The OIDC providers that the statements of a document name, each once, in the order of the text.
[[nodiscard]] std::vector<core::iam::OidcProvider> providers_of(const core::iam::trust_policy::Document& document);

/// What is wrong with a text that shall name a provider, as ARN or as issuer; empty when nothing is.
[[nodiscard]] std::string provider_complaint(const std::string& text);

/// The provider that the options name, or the only one that the document names; with an issuer and no account, that of
/// the document which has this issuer. `document` may be null (none to look into). Throws WrongUse: none or several to
/// choose from, neither ARN nor URL, another account or partition than the options say.
[[nodiscard]] core::iam::OidcProvider provider(const ProviderOptions& options,
                                               const core::iam::trust_policy::Document* document);

}  // namespace server::cli::trust_policy

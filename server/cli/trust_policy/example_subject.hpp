#pragma once

#include "core/iam/oidc_provider.hpp"
#include "core/iam/subject.hpp"
#include "core/iam/trust_policy/document.hpp"

#include <cstddef>
#include <string>

namespace server::cli::trust_policy {

/// Most characters of a namespace (a DNS-1123 label).
inline constexpr std::size_t longest_namespace = 63;

/// A subject that stands for all that may come, and where its length is from.
struct Example {
    core::iam::Subject subject;
    std::string origin;  ///< `average of the 3 subjects in the document`
};

/// A namespace of that length, 1..63; an empty service account is default-editor.
[[nodiscard]] Example example_of_length(std::size_t namespace_length, const std::string& service_account);

/// Names as long as those that the document lists for the provider are on average, rounded up; when it lists none, as
/// long as they can be. A service account that is given is taken as it is.
[[nodiscard]] Example example_like(const core::iam::trust_policy::Document& document,
                                   const core::iam::OidcProvider& provider, const std::string& service_account);

}  // namespace server::cli::trust_policy

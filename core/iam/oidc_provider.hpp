#pragma once

#include "core/error.hpp"
#include "core/iam/arn.hpp"

#include <string>
#include <string_view>

namespace core::iam {

/// An OpenID Connect identity provider of IAM: the issuer of a cluster's ServiceAccount tokens, registered in an
/// account. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
struct OidcProvider {
    std::string partition;   ///< `aws`, `aws-cn`, `aws-us-gov`, ...
    std::string account_id;  ///< twelve digits
    /// The issuer's URL without `https://`: a host, perhaps a port, perhaps a path, as it stands behind
    /// `oidc-provider/`.
    std::string issuer;

    /// `arn:<partition>:iam::<account id>:oidc-provider/<issuer>`.
    [[nodiscard]] std::string arn() const;
    /// The condition key of a claim: `<issuer>:sub`, `<issuer>:aud`.
    [[nodiscard]] std::string key(std::string_view claim) const;

    friend bool operator==(const OidcProvider&, const OidcProvider&) = default;
};

/// Reads the ARN of an OIDC provider. Errors (bad_role_arn): no ARN of IAM, an account that is not twelve digits,
/// another kind of resource, an issuer that is none; the detail says which and quotes the text.
[[nodiscard]] Result<OidcProvider> decode_oidc_provider(std::string_view arn);

/// An issuer as it stands in ARNs and condition keys: `https://` is taken off when it is there, nothing else is changed
/// (IAM and STS compare issuers as text: a slash at the end counts). Errors (bad_name): another scheme, empty, a query
/// or fragment, white space, a character that no URL has, no host.
[[nodiscard]] Result<std::string> decode_issuer(std::string_view url);

/// Whether two condition keys are the same: IAM does not tell upper from lower case in them.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
[[nodiscard]] bool is_same_key(std::string_view left, std::string_view right);

}  // namespace core::iam

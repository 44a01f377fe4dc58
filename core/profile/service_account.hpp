#pragma once

#include "core/error.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace core::profile {

/// What we keep of a ServiceAccount: the annotations with our prefix, and whether its role is our own copy.
struct ServiceAccount {
    std::string namespace_name;
    std::string name;
    std::string role_arn;                         ///< `<prefix>/role-arn`; empty counts as missing
    bool role_is_copy = false;                    ///< the mark `profile-iam-webhook.kubeflow.org/role-from` is there
    std::optional<std::string> audience;          ///< `<prefix>/audience`; empty omits the field
    std::optional<std::string> token_expiration;  ///< `<prefix>/token-expiration` as written
    std::optional<std::string> sts_regional_endpoints;  ///< `<prefix>/sts-regional-endpoints` as written
    /// `metadata.creationTimestamp`; a malformed one counts as not given.
    std::optional<std::chrono::sys_seconds> created;

    friend bool operator==(const ServiceAccount&, const ServiceAccount&) = default;
};

/// Reads a ServiceAccount (whole, or as PartialObjectMetadata) from JSON. `annotation_prefix` as `--annotation-prefix`.
/// Errors: broken_json, too_deep, wrong_shape (with the JSON pointer), bad_name.
[[nodiscard]] Result<ServiceAccount> decode_service_account(std::string_view json, std::string_view annotation_prefix);

}  // namespace core::profile

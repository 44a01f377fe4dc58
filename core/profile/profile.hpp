#pragma once

#include "core/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::profile {

/// The plugin `AwsIamForServiceAccount` of one Profile (product.md, "Reading a Profile plugin").
struct Plugin {
    std::string role_arn;                       ///< `awsIamRole`, not trimmed; valid when `invalid` is empty
    std::string invalid;                        ///< why the plugin gives no role, for a person; empty: valid
    bool annotate_only = false;                 ///< says who edits the trust policy; no effect on admission
    std::vector<std::string> service_accounts;  ///< name patterns beside `--service-accounts`
    std::optional<std::string> audience;
    std::optional<std::string> token_expiration;  ///< the digits of `tokenExpirationSeconds`, of any size
    std::optional<std::string> region;
    std::optional<bool> sts_regional_endpoints;
    std::vector<std::string> warnings;  ///< optional keys of a wrong type, several plugin entries

    friend bool operator==(const Plugin&, const Plugin&) = default;
};

/// What we keep of a Kubeflow Profile (`kubeflow.org/v1` or `v1beta1`).
struct Profile {
    std::string name;              ///< also the name of its namespace
    std::string uid;               ///< empty: not given (files)
    std::string owner_name;        ///< `spec.owner.name`; empty matches no namespace
    bool terminating = false;      ///< `metadata.deletionTimestamp` is set
    std::optional<Plugin> plugin;  ///< the last AwsIamForServiceAccount entry; none: no such entry

    friend bool operator==(const Profile&, const Profile&) = default;
};

/// Reads a Profile from JSON. An invalid plugin is not an error (it is a fact about the Profile); a Profile that no API
/// server could hold is: broken_json, too_deep, wrong_shape (with the JSON pointer), bad_name.
[[nodiscard]] Result<Profile> decode_profile(std::string_view json);

}  // namespace core::profile

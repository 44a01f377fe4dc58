#pragma once

#include "core/iam/oidc_provider.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace core::onboard {

/// What is the same for all roles, as the flags have it. Nothing is checked yet; empty: not given.
struct SettingsText {
    std::string provider{};  ///< ARN
    std::string issuer{};    ///< URL, in place of `provider`
    std::string account_id{};
    std::string partition{};
    std::string audience{};
    std::string permissions_boundary{};  ///< ARN of a policy
    std::string region{};
    std::string cluster_name{};
    std::vector<std::string> tags{};  ///< KEY=VALUE
    std::size_t quota = 2048;         ///< of a role's trust policy, characters
};

/// A tag of a role.
struct Tag {
    std::string key;
    std::string value;

    friend bool operator==(const Tag&, const Tag&) = default;
};

/// The same, checked.
struct Settings {
    iam::OidcProvider provider;
    std::string audience;
    std::string permissions_boundary{};
    std::string region{};
    std::string cluster_name{};
    std::vector<Tag> tags{};  ///< with `profile-iam-webhook/cluster` when the cluster has a name
    std::size_t quota = 2048;
};

/// Checks all of it. What is wrong goes to `complaints`, one line each, which names the flag and says what to write;
/// the answer is of use only when nothing was added.
[[nodiscard]] Settings decode_settings(const SettingsText& text, std::vector<std::string>& complaints);

}  // namespace core::onboard

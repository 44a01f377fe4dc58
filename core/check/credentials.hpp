#pragma once

#include "core/check/finding.hpp"
#include "core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::check {

/// What the first container of a Pod has of IRSA. Only what is ours is looked at: what other webhooks have added does
/// not matter.
struct Credentials {
    std::string role_arn;    ///< literal AWS_ROLE_ARN; empty: none
    std::string token_file;  ///< literal AWS_WEB_IDENTITY_TOKEN_FILE; empty: none
    std::string mount_path;  ///< of the volume at the token file's folder; empty: nothing is mounted there
    std::string volume;      ///< its name
    bool has_token = false;  ///< that volume projects a service account token as that file
    std::string audience;    ///< of the token; empty: the API server's own

    /// Whether AWS SDKs can use them.
    [[nodiscard]] bool is_whole() const { return !role_arn.empty() && has_token; }
};

/// Reads the Pod that an API server gave back. Errors: broken_json, too_deep, wrong_shape (no containers, or members of
/// wrong types).
[[nodiscard]] Result<Credentials> decode_credentials(std::string_view pod);

/// What there is and what is missing; `wanted_role` empty: any role will do. Nothing fails when the Pod has all that it
/// should have.
[[nodiscard]] std::vector<Finding> judge_credentials(const Credentials& credentials, std::string_view wanted_role);

}  // namespace core::check

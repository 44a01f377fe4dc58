#pragma once

#include "core/admission/pod.hpp"
#include "core/mutation/settings.hpp"

#include <string>
#include <string_view>

namespace core::mutation {

inline constexpr std::string_view token_volume_name = "aws-iam-token";

/// The volume that holds, or shall hold, the token.
struct TokenVolume {
    std::string name;             ///< `aws-iam-token`, or with `-2`, `-3`, ... when the name is taken
    bool is_there = false;        ///< the Pod has it already
    bool name_was_taken = false;  ///< by a volume of another type, audience or path
};

/// Finds the Pod's volume with this token under the first of our names that is not something else, or a name for a new
/// one.
[[nodiscard]] TokenVolume find_token_volume(const admission::Volumes& volumes, std::string_view audience);

/// The volume in JSON: projected, one serviceAccountToken source with path `token`, no `defaultMode`.
[[nodiscard]] std::string encode_token_volume(std::string_view name, const Settings& settings);

/// The read-only volumeMount in JSON.
[[nodiscard]] std::string encode_token_mount(std::string_view name, std::string_view mount_path);

/// The path of the token file as a container sees it: `<mount path>/token`, on Windows `C:` and backslashes.
[[nodiscard]] std::string token_file(std::string_view mount_path, bool is_windows);

}  // namespace core::mutation

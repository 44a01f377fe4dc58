#pragma once

#include "core/onboard/file.hpp"
#include "core/onboard/settings.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core::onboard {

/// A role that the script sees to. Paths of files are as in File::path.
struct RoleStep {
    std::string name;
    std::string path;
    std::string description;
    std::string trust_file;
    std::vector<std::string> subjects;  ///< those of the trust file: what an existing policy is made to let in
    std::string policy_file{};          ///< empty: none
    std::string policy_name{};
};

/// A Profile that the script sees to.
struct ProfileStep {
    std::string profile;
    std::string owner_kind;
    std::string owner_namespace;
    std::string owner;
    std::string role_arn;
    std::string manifest_file;
    std::string plugin_spec;  ///< compact JSON
};

/// A ServiceAccount that the script gives its annotation.
struct ServiceAccountStep {
    std::string namespace_name;
    std::string name;
    std::string role_arn;
    std::string manifest_file;
};

/// What an apply.sh does, in this order.
struct Script {
    std::string title;  ///< one line
    bool creates_provider = false;
    std::vector<RoleStep> roles{};
    std::vector<ProfileStep> profiles{};
    std::vector<ServiceAccountStep> service_accounts{};
};

/// apply.sh for the folder `folder` (empty: the top), with the files that it names beside it: bash (3.2 will do), aws 1
/// or 2 and kubectl. May be run again: what is there and right is left alone, what is there and is something else ends
/// it with exit 1 and a message. A trust policy is never replaced; `profile-iam-webhook trust-policy add` edits it.
[[nodiscard]] std::string render_script(const Script& script, const Settings& settings, std::string_view folder);

/// The same as one text that holds the files in here-documents.
[[nodiscard]] std::string render_script_with(std::span<const File> files, const Script& script,
                                             const Settings& settings);

/// The functions that every script begins with; they know nothing of any Profile.
[[nodiscard]] std::string script_functions();
/// Those of them that deal with the cluster.
[[nodiscard]] std::string_view script_cluster_functions();

}  // namespace core::onboard

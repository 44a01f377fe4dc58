#pragma once

#include "core/admission/pod.hpp"
#include "core/mutation/outcome.hpp"
#include "core/mutation/policy.hpp"
#include "core/mutation/selection.hpp"
#include "core/mutation/settings.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::mutation {

/// What every selected container shall have: what product.md, "What is injected into a Pod", lists.
struct Credentials {
    /// Values of the five injected variables, in their order; unset: not wanted.
    std::array<std::optional<std::string>, admission::injected_variable_count> values;
    bool regions_together =
        true;                ///< the two region variables: both or neither (CREATE), else each by itself (ephemeral)
    std::string token_file;  ///< as the container sees it
    std::string mount_path;
    std::string volume;  ///< name of the token's volume in this Pod
    std::string mount;   ///< the volumeMount in JSON
    std::string role;
    std::string role_owner;  ///< for warnings: `Profile team-a`
    std::string stale_role;  ///< a literal AWS_ROLE_ARN of this value is replaced; empty: none is
};

/// What changes in one container.
struct ContainerChange {
    std::string_view list;  ///< `containers`, `initContainers`, `ephemeralContainers`
    std::size_t index = 0;
    bool has_env = false;  ///< the arrays are there, so that elements are added to them
    bool has_mounts = false;
    std::array<bool, admission::injected_variable_count> added{};
    bool mount_added = false;
    std::optional<std::size_t> replaced_role;  ///< index in `env`
};

/// What changes in a Pod, or why nothing does.
struct Injection {
    Reason reason = Reason::complete;  ///< injected, complete, all_skipped or pod_identity
    std::string volume;                ///< the volume to add, in JSON; empty: none
    bool has_volumes = false;
    std::vector<ContainerChange> containers;
    Credentials credentials;  ///< what the changes put in
    std::vector<std::string> warnings;
};

/// Plans the injection of a new Pod for which a role was found.
[[nodiscard]] Injection plan_injection(const admission::Pod& pod, const Selection& selection,
                                       const RoleDecision& decision, const Policy& policy);

/// The credentials that a running Pod has, for its ephemeral containers: of the first container (containers, then
/// initContainers) with a literal AWS_ROLE_ARN, our token file and a mount at our path.
[[nodiscard]] std::optional<Credentials> find_credentials(const admission::Pod& pod, const Policy& policy);

/// Plans the injection into the ephemeral containers that `selection` names.
[[nodiscard]] Injection plan_ephemeral_injection(const Selection& selection, Credentials credentials);

}  // namespace core::mutation

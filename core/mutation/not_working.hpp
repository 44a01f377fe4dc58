#pragma once

#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace core::mutation {

/// Why no Pod of a Profile with the plugin gets its role: label `reason` of `profile_iam_webhook_profiles_not_working`.
enum class NotWorking {
    plugin_invalid,          ///< `awsIamRole` is no role ARN, or `--allowed-profile-role` refuses it
    not_owned,               ///< the Namespace of its name belongs to somebody else (product.md, "Ownership")
    namespace_not_labelled,  ///< it is owned, but lacks the label that our registration selects namespaces by, so that
                             ///< the API server does not ask us (with `scope: cluster` it asks, but under Ignore)
};
inline constexpr int not_working_count = static_cast<int>(NotWorking::namespace_not_labelled) + 1;

constexpr const char* to_string(NotWorking reason) {
    switch (reason) {
        case NotWorking::plugin_invalid: return "plugin_invalid";
        case NotWorking::not_owned: return "not_owned";
        case NotWorking::namespace_not_labelled: return "namespace_not_labelled";
    }
    return "unknown";
}

/// The first reason that applies; nothing for a Profile that works, has no plugin, is being deleted, or whose Namespace
/// is not known (its controller may be making it). Labels count only in the cache of a cluster: in files, where the
/// reviews come from no registration of ours, none are needed.
[[nodiscard]] std::optional<NotWorking> why_not_working(const profile::Profile& profile,
                                                        const profile::Directory& directory, const Policy& policy);

/// The names of all such Profiles, sorted, by reason.
using ProfilesNotWorking = std::array<std::vector<std::string>, not_working_count>;
/// Looks at every Profile: 10,000 take about 5 ms (measured; 0.5 us each).
[[nodiscard]] ProfilesNotWorking find_not_working(const profile::Directory& directory, const Policy& policy);

}  // namespace core::mutation

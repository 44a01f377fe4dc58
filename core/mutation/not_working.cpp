#include "core/mutation/not_working.hpp"

#include "core/mutation/role.hpp"
#include "core/profile/ownership.hpp"

#include <algorithm>

namespace core::mutation {

std::optional<NotWorking> why_not_working(const profile::Profile& profile, const profile::Directory& directory,
                                          const Policy& policy) {
    if (!profile.plugin || profile.terminating) {
        return std::nullopt;
    }
    const profile::Namespace* name_space = directory.find_namespace(profile.name);
    if (name_space == nullptr) {
        return std::nullopt;
    }
    if (!plugin_fault(*profile.plugin, profile.name, policy).empty()) {
        return NotWorking::plugin_invalid;
    }
    if (!profile::is_owned(profile::decide_ownership(*name_space, profile))) {
        return NotWorking::not_owned;
    }
    const bool is_asked_about = name_space->is_part_of_profile || directory.absence_is_known();
    return is_asked_about ? std::nullopt : std::optional(NotWorking::namespace_not_labelled);
}

ProfilesNotWorking find_not_working(const profile::Directory& directory, const Policy& policy) {
    ProfilesNotWorking found;
    directory.for_each_profile([&](const profile::Profile& profile) {
        if (const auto reason = why_not_working(profile, directory, policy)) {
            found.at(static_cast<std::size_t>(*reason)).push_back(profile.name);
        }
    });
    for (auto& names : found) {
        std::ranges::sort(names);
    }
    return found;
}

}  // namespace core::mutation

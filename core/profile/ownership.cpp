#include "core/profile/ownership.hpp"

#include <algorithm>

namespace core::profile {

Ownership decide_ownership(const Namespace& name_space, const Profile& profile) {
    if (name_space.has_profile_reference) {
        const bool is_referred = std::ranges::any_of(name_space.controllers, [&profile](const auto& reference) {
            const bool same_uid = reference.uid.empty() || profile.uid.empty() || reference.uid == profile.uid;
            return reference.name == profile.name && same_uid;
        });
        return is_referred ? Ownership::controller_reference : Ownership::foreign_reference;
    }
    const bool same_owner = !profile.owner_name.empty() && name_space.owner_annotation == profile.owner_name;
    return same_owner ? Ownership::owner_annotation : Ownership::owner_annotation_differs;
}

}  // namespace core::profile

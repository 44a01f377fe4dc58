#include "core/profile/ownership.hpp"

namespace core::profile {

Ownership decide_ownership(const Namespace& name_space, const Profile& profile) {
    if (name_space.has_profile_reference) {
        const auto& reference = name_space.controller;
        const bool same_name = reference && reference->name == profile.name;
        const bool same_uid = reference &&
                              (reference->uid.empty() || profile.uid.empty() || reference->uid == profile.uid);
        return same_name && same_uid ? Ownership::controller_reference : Ownership::foreign_reference;
    }
    const bool same_owner = !profile.owner_name.empty() && name_space.owner_annotation == profile.owner_name;
    return same_owner ? Ownership::owner_annotation : Ownership::owner_annotation_differs;
}

}  // namespace core::profile

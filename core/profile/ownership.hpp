#pragma once

#include "core/profile/namespace.hpp"
#include "core/profile/profile.hpp"

namespace core::profile {

/// Whether and why a namespace belongs to the Profile of its name (product.md, "Ownership"). The annotation and labels
/// that a user can write prove nothing.
enum class Ownership {
    controller_reference,  ///< owned: controller ownerReference with the Profile's name and uid
    owner_annotation,      ///< owned: no Profile reference, and annotation `owner` equals `spec.owner.name`
    foreign_reference,     ///< not owned: a Profile reference, but not as controller, of another name or another uid
    owner_annotation_differs,  ///< not owned: no Profile reference, and the annotation is missing or of someone else
};

/// A uid is compared only when both sides have one: the API server always has, files in Git have not.
[[nodiscard]] Ownership decide_ownership(const Namespace& name_space, const Profile& profile);

/// True for the two ways in which a namespace can belong to its Profile.
[[nodiscard]] constexpr bool is_owned(Ownership ownership) {
    return ownership == Ownership::controller_reference || ownership == Ownership::owner_annotation;
}

}  // namespace core::profile

#pragma once

#include "core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::profile {

/// What we keep of a Kubernetes Namespace: the facts that ownership and mode are decided from.
struct Namespace {
    /// An ownerReference of group `kubeflow.org`, kind `Profile`. References of other groups do not count.
    struct ProfileReference {
        std::string name;
        std::string uid;  ///< empty: not given (files)

        friend bool operator==(const ProfileReference&, const ProfileReference&) = default;
    };

    std::string name;
    std::string owner_annotation;  ///< annotation `owner`; empty: none
    std::string mode_label;        ///< label `profile-iam-webhook.kubeflow.org/mode` as written
    std::vector<ProfileReference>
        controllers;  ///< Profile references with `controller: true`; an API server holds one at most
    bool has_profile_reference = false;  ///< any Profile reference, controller or not
    bool has_profile_label = false;      ///< label `kubeflow-profile`; only a hint for what to fetch
    /// Label `app.kubernetes.io/part-of: kubeflow-profile`, by which our registration selects the namespaces that the
    /// API server asks us about (product.md, "Registration").
    bool is_part_of_profile = false;

    friend bool operator==(const Namespace&, const Namespace&) = default;
};

/// Reads a Namespace (whole, or as PartialObjectMetadata) from JSON. Errors: broken_json, too_deep, wrong_shape (with
/// the JSON pointer), bad_name. Unknown members are ignored.
[[nodiscard]] Result<Namespace> decode_namespace(std::string_view json);

}  // namespace core::profile

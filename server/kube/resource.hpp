#pragma once

#include "core/profile/directory.hpp"
#include "core/watch/machine.hpp"

#include <string>
#include <string_view>

namespace server::kube {

/// Which version of `kubeflow.org` Profiles are read in: `v1` is what Kubeflow stores, older installations serve only
/// `v1beta1`. For our plugin both have the same shape.
enum class ProfileVersion { v1, v1beta1 };
[[nodiscard]] const char* to_string(ProfileVersion version);

/// URL and `Accept` of one kind of object. Profiles come whole; of Namespaces and ServiceAccounts only the metadata
/// (PartialObjectMetadata), which is all that a decision needs.
class Resource {
public:
    explicit Resource(core::profile::ObjectKind kind) : kind_(kind) {}

    [[nodiscard]] core::profile::ObjectKind kind() const { return kind_; }
    /// `profiles.kubeflow.org`, `namespaces`, `serviceaccounts`: as RBAC and kubectl name it.
    [[nodiscard]] const char* name() const;
    /// `Profile`, `Namespace`, `ServiceAccount`.
    [[nodiscard]] const char* word() const;

    [[nodiscard]] std::string target(const core::watch::List& list, ProfileVersion version) const;
    [[nodiscard]] std::string target(const core::watch::Watch& watch, ProfileVersion version) const;
    /// Of one object; the names have been checked as DNS-1123.
    [[nodiscard]] static std::string target(const core::profile::ObjectKey& key, ProfileVersion version);
    [[nodiscard]] const char* accept_list() const;
    [[nodiscard]] const char* accept_object() const;  ///< of one object, and of a watch

private:
    core::profile::ObjectKind kind_;
};

}  // namespace server::kube

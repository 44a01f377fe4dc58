#pragma once

#include "core/profile/namespace.hpp"
#include "core/profile/profile.hpp"
#include "core/profile/service_account.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace core::profile {

enum class ObjectKind { profile, name_space, service_account };

/// Names one object of the cluster; `namespace_name` only for a ServiceAccount.
struct ObjectKey {
    ObjectKind kind;
    std::string namespace_name;
    std::string name;

    friend bool operator==(const ObjectKey&, const ObjectKey&) = default;
};

/// All Profiles, Namespaces and ServiceAccounts at one moment. Immutable: `with` and `without` return a new directory
/// that shares all that did not change (an event copies a few small arrays of pointers, see hash_trie.hpp, not the
/// cluster), so readers keep theirs and never wait. Copying is one reference count.
///
/// The order in which objects were put in does not matter.
class Directory {
public:
    /// Whether an object that is not in the directory is known not to exist.
    enum class Absence {
        known,    ///< files: what they do not hold is absent
        unknown,  ///< a cache of a cluster: it may exist all the same
    };

    /// An empty directory.
    explicit Directory(Absence absence = Absence::known);

    /// Replaces the object of the same name, or adds it; the same directory when an equal one is there already.
    [[nodiscard]] Directory with(Profile profile) const;
    [[nodiscard]] Directory with(Namespace name_space) const;
    [[nodiscard]] Directory with(const ServiceAccount& service_account) const;
    /// Without the named object; the same directory when it is not there.
    [[nodiscard]] Directory without(const ObjectKey& key) const;

    /// True when `other` is this very directory or a copy of it: nothing changed, there is nothing to publish. Costs
    /// one comparison of pointers; false says nothing.
    [[nodiscard]] bool same_as(const Directory& other) const { return root_ == other.root_; }

    /// nullptr: not there. The pointer lives as long as this directory or a copy of it.
    [[nodiscard]] const Profile* find_profile(std::string_view name) const;
    [[nodiscard]] const Namespace* find_namespace(std::string_view name) const;
    /// nullptr: not there. Made anew by each call, because ServiceAccounts are kept packed: there are many, and few are
    /// ever asked for.
    [[nodiscard]] std::shared_ptr<const ServiceAccount> find_service_account(std::string_view namespace_name,
                                                                             std::string_view name) const;

    /// Calls `visit(object)` for every object of that kind, in no particular order. The reference lives as long as this
    /// directory or a copy of it.
    void for_each_profile(const std::function<void(const Profile&)>& visit) const;
    void for_each_namespace(const std::function<void(const Namespace&)>& visit) const;
    /// As above, but the reference lives as long as the call of `visit`.
    void for_each_service_account(const std::function<void(const ServiceAccount&)>& visit) const;

    [[nodiscard]] bool absence_is_known() const;
    /// The same objects, and what they lack is known to be absent: a cluster that was listed as a whole just now.
    [[nodiscard]] Directory as_complete() const;
    [[nodiscard]] std::size_t profile_count() const;
    [[nodiscard]] std::size_t namespace_count() const;
    [[nodiscard]] std::size_t service_account_count() const;

    struct Root;

private:
    friend class Replacement;
    explicit Directory(std::shared_ptr<const Root> root);
    std::shared_ptr<const Root> root_;
};

}  // namespace core::profile

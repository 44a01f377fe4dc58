#pragma once

#include "core/profile/directory.hpp"
#include "core/profile/hash_trie.hpp"
#include "core/profile/packed_service_account.hpp"

#include <utility>

namespace core::profile {

/// A Profile or Namespace with its count of references.
template <typename T>
struct Stored : Counted {
    explicit Stored(T object) : value(std::move(object)) {}
    [[nodiscard]] TrieKey key() const { return key_of({}, value.name); }
    static void destroy(Stored* stored) { delete stored; }

    friend bool operator==(const Stored& a, const Stored& b) { return a.value == b.value; }

    T value;
};

using Profiles = HashTrie<Stored<Profile>>;
using Namespaces = HashTrie<Stored<Namespace>>;
using ServiceAccounts = HashTrie<PackedServiceAccount>;

/// What a Directory holds; for Directory and Replacement alone.
struct Directory::Root {
    Absence absence = Absence::known;
    Profiles profiles;
    Namespaces namespaces;
    ServiceAccounts service_accounts;
};

/// The objects of one kind in a root.
template <typename T>
struct Collection;
template <>
struct Collection<Stored<Profile>> {
    static constexpr auto member = &Directory::Root::profiles;
};
template <>
struct Collection<Stored<Namespace>> {
    static constexpr auto member = &Directory::Root::namespaces;
};
template <>
struct Collection<PackedServiceAccount> {
    static constexpr auto member = &Directory::Root::service_accounts;
};

/// As the directory keeps it.
template <typename T>
[[nodiscard]] Shared<Stored<T>> to_stored(T object) {
    return Shared<Stored<T>>(new Stored<T>(std::move(object)));
}
[[nodiscard]] inline Shared<PackedServiceAccount> to_stored(const ServiceAccount& account) {
    return PackedServiceAccount::pack(account);
}

/// The object that `trie` has under that name if it equals `fresh`, so that equal objects take memory once; else
/// `fresh`.
template <typename T>
[[nodiscard]] Shared<T> known_or(const HashTrie<T>& trie, Shared<T> fresh) {
    Shared<T> known = trie.find_shared(fresh->key());
    return known && *known == *fresh ? std::move(known) : std::move(fresh);
}

/// Its path in the collection of its kind.
[[nodiscard]] inline TrieKey key_of(const ObjectKey& key) {
    return key.kind == ObjectKind::service_account ? key_of(key.namespace_name, key.name) : key_of({}, key.name);
}

}  // namespace core::profile

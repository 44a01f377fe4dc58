#include "core/profile/directory.hpp"

#include "core/profile/directory_root.hpp"

#include <utility>

namespace core::profile {
namespace {

using RootPointer = std::shared_ptr<const Directory::Root>;

template <typename T>
RootPointer put(const RootPointer& root, Shared<T> fresh) {
    constexpr auto member = Collection<T>::member;
    const T* const made = fresh.get();
    Shared<T> object = known_or((*root).*member, std::move(fresh));
    if (object.get() != made) {
        return root;
    }
    auto next = std::make_shared<Directory::Root>(*root);
    ((*next).*member).put(std::move(object));
    return next;
}

template <typename T>
RootPointer removed(const RootPointer& root, HashTrie<T> Directory::Root::* member, const TrieKey& key) {
    if (((*root).*member).find(key) == nullptr) {
        return root;
    }
    auto next = std::make_shared<Directory::Root>(*root);
    ((*next).*member).remove(key);
    return next;
}

}  // namespace

Directory::Directory(Absence absence) {
    auto root = std::make_shared<Root>();
    root->absence = absence;
    root_ = std::move(root);
}

Directory::Directory(std::shared_ptr<const Root> root) : root_(std::move(root)) {}

Directory Directory::with(Profile profile) const { return Directory(put(root_, to_stored(std::move(profile)))); }
Directory Directory::with(Namespace name_space) const {
    return Directory(put(root_, to_stored(std::move(name_space))));
}
Directory Directory::with(const ServiceAccount& service_account) const {
    return Directory(put(root_, to_stored(service_account)));
}

Directory Directory::without(const ObjectKey& key) const {
    switch (key.kind) {
        case ObjectKind::profile: return Directory(removed(root_, &Root::profiles, key_of(key)));
        case ObjectKind::name_space: return Directory(removed(root_, &Root::namespaces, key_of(key)));
        case ObjectKind::service_account: return Directory(removed(root_, &Root::service_accounts, key_of(key)));
    }
    return *this;
}

const Profile* Directory::find_profile(std::string_view name) const {
    const auto* found = root_->profiles.find(key_of({}, name));
    return found == nullptr ? nullptr : &found->value;
}

const Namespace* Directory::find_namespace(std::string_view name) const {
    const auto* found = root_->namespaces.find(key_of({}, name));
    return found == nullptr ? nullptr : &found->value;
}

std::shared_ptr<const ServiceAccount> Directory::find_service_account(std::string_view namespace_name,
                                                                      std::string_view name) const {
    const auto* found = root_->service_accounts.find(key_of(namespace_name, name));
    return found == nullptr ? nullptr : std::make_shared<const ServiceAccount>(found->unpack());
}

void Directory::for_each_profile(const std::function<void(const Profile&)>& visit) const {
    root_->profiles.for_each([&visit](const Stored<Profile>& stored) { visit(stored.value); });
}

void Directory::for_each_namespace(const std::function<void(const Namespace&)>& visit) const {
    root_->namespaces.for_each([&visit](const Stored<Namespace>& stored) { visit(stored.value); });
}

void Directory::for_each_service_account(const std::function<void(const ServiceAccount&)>& visit) const {
    root_->service_accounts.for_each([&visit](const PackedServiceAccount& packed) { visit(packed.unpack()); });
}

bool Directory::absence_is_known() const { return root_->absence == Absence::known; }

Directory Directory::as_complete() const {
    auto root = std::make_shared<Root>(*root_);
    root->absence = Absence::known;
    return Directory(std::move(root));
}

std::size_t Directory::profile_count() const { return root_->profiles.size(); }
std::size_t Directory::namespace_count() const { return root_->namespaces.size(); }
std::size_t Directory::service_account_count() const { return root_->service_accounts.size(); }

}  // namespace core::profile

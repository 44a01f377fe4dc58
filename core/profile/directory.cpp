#include "core/profile/directory.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <vector>

namespace core::profile {
namespace {

constexpr std::size_t fan_out = 64;  // two levels: 4,096 buckets; an event copies 64 + 64 pointers and one bucket

/// All that is known of one namespace name: the three kinds share their first key, so one bucket answers a whole
/// review.
struct Entry {
    std::string name;
    std::shared_ptr<const Namespace> name_space;
    std::shared_ptr<const Profile> profile;
    std::vector<std::shared_ptr<const ServiceAccount>> service_accounts;  // sorted by name

    [[nodiscard]] bool empty() const { return !name_space && !profile && service_accounts.empty(); }
};

using EntryPointer = std::shared_ptr<const Entry>;
using Bucket = std::vector<EntryPointer>;
using Branch = std::array<std::shared_ptr<const Bucket>, fan_out>;

std::size_t hash_of(std::string_view name) { return std::hash<std::string_view>{}(name); }
std::size_t branch_of(std::size_t hash) { return hash % fan_out; }
std::size_t bucket_of(std::size_t hash) { return hash / fan_out % fan_out; }

auto lower_bound(const std::vector<std::shared_ptr<const ServiceAccount>>& accounts, std::string_view name) {
    return std::ranges::lower_bound(accounts, name, {},
                                    [](const auto& account) -> std::string_view { return account->name; });
}

}  // namespace

struct Directory::Root {
    Absence absence = Absence::known;
    std::size_t profiles = 0;
    std::size_t namespaces = 0;
    std::size_t service_accounts = 0;
    std::array<std::shared_ptr<const Branch>, fan_out> branches;
};

namespace {

const Entry* find_entry(const Directory::Root& root, std::string_view name) {
    const std::size_t hash = hash_of(name);
    const auto& branch = root.branches[branch_of(hash)];
    const Bucket* bucket = branch ? (*branch)[bucket_of(hash)].get() : nullptr;
    if (bucket == nullptr) {
        return nullptr;
    }
    const auto found =
        std::ranges::find(*bucket, name, [](const EntryPointer& entry) -> std::string_view { return entry->name; });
    return found == bucket->end() ? nullptr : found->get();
}

/// A root in which the entry of that name is what `edit` makes of it; everything else is shared with `root`.
template <typename Edit>
std::shared_ptr<const Directory::Root> edited(const Directory::Root& root, std::string_view name, Edit&& edit) {
    const Entry* old_entry = find_entry(root, name);
    auto entry = old_entry != nullptr ? std::make_shared<Entry>(*old_entry) : std::make_shared<Entry>();
    entry->name = name;
    auto next = std::make_shared<Directory::Root>(root);
    next->profiles -= entry->profile ? 1U : 0U;
    next->namespaces -= entry->name_space ? 1U : 0U;
    next->service_accounts -= entry->service_accounts.size();
    edit(*entry);
    next->profiles += entry->profile ? 1U : 0U;
    next->namespaces += entry->name_space ? 1U : 0U;
    next->service_accounts += entry->service_accounts.size();

    const std::size_t hash = hash_of(name);
    auto& branch_pointer = next->branches[branch_of(hash)];
    auto branch = branch_pointer ? std::make_shared<Branch>(*branch_pointer) : std::make_shared<Branch>();
    auto& bucket_pointer = (*branch)[bucket_of(hash)];
    auto bucket = bucket_pointer ? std::make_shared<Bucket>(*bucket_pointer) : std::make_shared<Bucket>();
    std::erase_if(*bucket, [name](const EntryPointer& other) { return other->name == name; });
    if (!entry->empty()) {
        bucket->push_back(std::move(entry));
    }
    bucket_pointer = std::move(bucket);
    branch_pointer = std::move(branch);
    return next;
}

}  // namespace

Directory::Directory(Absence absence) {
    auto root = std::make_shared<Root>();
    root->absence = absence;
    root_ = std::move(root);
}

Directory::Directory(std::shared_ptr<const Root> root) : root_(std::move(root)) {}

Directory Directory::with(Profile profile) const {
    auto shared = std::make_shared<const Profile>(std::move(profile));
    return Directory(edited(*root_, shared->name, [&](Entry& entry) { entry.profile = shared; }));
}

Directory Directory::with(Namespace name_space) const {
    auto shared = std::make_shared<const Namespace>(std::move(name_space));
    return Directory(edited(*root_, shared->name, [&](Entry& entry) { entry.name_space = shared; }));
}

Directory Directory::with(ServiceAccount service_account) const {
    auto shared = std::make_shared<const ServiceAccount>(std::move(service_account));
    return Directory(edited(*root_, shared->namespace_name, [&](Entry& entry) {
        const auto at = lower_bound(entry.service_accounts, shared->name);
        const auto index = at - entry.service_accounts.begin();
        if (at != entry.service_accounts.end() && (*at)->name == shared->name) {
            entry.service_accounts[static_cast<std::size_t>(index)] = shared;
        } else {
            entry.service_accounts.insert(at, shared);
        }
    }));
}

Directory Directory::without(const ObjectKey& key) const {
    const std::string& entry_name = key.kind == ObjectKind::service_account ? key.namespace_name : key.name;
    if (find_entry(*root_, entry_name) == nullptr) {
        return *this;
    }
    return Directory(edited(*root_, entry_name, [&](Entry& entry) {
        switch (key.kind) {
            case ObjectKind::profile: entry.profile.reset(); break;
            case ObjectKind::name_space: entry.name_space.reset(); break;
            case ObjectKind::service_account:
                std::erase_if(entry.service_accounts, [&](const auto& account) { return account->name == key.name; });
                break;
        }
    }));
}

const Profile* Directory::find_profile(std::string_view name) const {
    const Entry* entry = find_entry(*root_, name);
    return entry == nullptr ? nullptr : entry->profile.get();
}

const Namespace* Directory::find_namespace(std::string_view name) const {
    const Entry* entry = find_entry(*root_, name);
    return entry == nullptr ? nullptr : entry->name_space.get();
}

const ServiceAccount* Directory::find_service_account(std::string_view namespace_name, std::string_view name) const {
    const Entry* entry = find_entry(*root_, namespace_name);
    if (entry == nullptr) {
        return nullptr;
    }
    const auto at = lower_bound(entry->service_accounts, name);
    return at != entry->service_accounts.end() && (*at)->name == name ? at->get() : nullptr;
}

bool Directory::absence_is_known() const { return root_->absence == Absence::known; }
std::size_t Directory::profile_count() const { return root_->profiles; }
std::size_t Directory::namespace_count() const { return root_->namespaces; }
std::size_t Directory::service_account_count() const { return root_->service_accounts; }

}  // namespace core::profile

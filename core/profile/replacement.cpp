#include "core/profile/replacement.hpp"

#include "core/profile/directory_root.hpp"

#include <cassert>
#include <utility>
#include <variant>

namespace core::profile {
namespace {

using Tries = std::variant<Profiles, Namespaces, ServiceAccounts>;  // in the order of ObjectKind

Tries empty_collection(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::profile: return Profiles();
        case ObjectKind::name_space: return Namespaces();
        case ObjectKind::service_account: break;
    }
    return ServiceAccounts();
}

}  // namespace

class Replacement::Impl {
public:
    Impl(ObjectKind kind, Directory before) : before_(std::move(before)), collection_(empty_collection(kind)) {}

    template <typename T>
    void put(Shared<T> object) {
        std::get<HashTrie<T>>(collection_).put(known_or(before<T>(), std::move(object)));  // throws for another kind
    }

    void keep(const ObjectKey& key) {
        assert(static_cast<std::size_t>(key.kind) == collection_.index());
        std::visit(
            [&]<typename T>(HashTrie<T>& trie) {
                if (Shared<T> old = before<T>().find_shared(key_of(key))) {
                    trie.put(std::move(old));
                }
            },
            collection_);
    }

    void remove(const ObjectKey& key) {
        assert(static_cast<std::size_t>(key.kind) == collection_.index());
        std::visit([&](auto& trie) { trie.remove(key_of(key)); }, collection_);
    }

    [[nodiscard]] std::size_t size() const {
        return std::visit([](const auto& trie) { return trie.size(); }, collection_);
    }

    Directory finish(const Directory& current) {
        return std::visit(
            [&]<typename T>(HashTrie<T>& trie) {
                constexpr auto member = Collection<T>::member;
                const HashTrie<T>& old = (*current.root_).*member;
                trie.share_nodes_of(old);
                if (trie.is_same(old)) {
                    return current;
                }
                auto next = std::make_shared<Directory::Root>(*current.root_);
                (*next).*member = std::move(trie);
                return Directory(std::move(next));
            },
            collection_);
    }

private:
    template <typename T>
    [[nodiscard]] const HashTrie<T>& before() const {
        return (*before_.root_).*Collection<T>::member;
    }

    Directory before_;
    Tries collection_;
};

Replacement::Replacement(ObjectKind kind, Directory before) : impl_(std::make_unique<Impl>(kind, std::move(before))) {}
Replacement::~Replacement() = default;
Replacement::Replacement(Replacement&&) noexcept = default;
Replacement& Replacement::operator=(Replacement&&) noexcept = default;

void Replacement::put(Profile profile) { impl_->put(to_stored(std::move(profile))); }
void Replacement::put(Namespace name_space) { impl_->put(to_stored(std::move(name_space))); }
void Replacement::put(const ServiceAccount& service_account) { impl_->put(to_stored(service_account)); }
void Replacement::keep(const ObjectKey& key) { impl_->keep(key); }
void Replacement::remove(const ObjectKey& key) { impl_->remove(key); }
std::size_t Replacement::size() const { return impl_->size(); }
Directory Replacement::finish(const Directory& current) && { return impl_->finish(current); }

}  // namespace core::profile

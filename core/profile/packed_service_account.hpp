#pragma once

#include "core/profile/counted.hpp"
#include "core/profile/service_account.hpp"
#include "core/profile/trie_key.hpp"

#include <cstdint>
#include <string_view>

namespace core::profile {

/// A ServiceAccount in one block of memory: the count of references, then names, time and annotations without gaps.
/// Nine of ten carry no annotation of ours; one takes 48 to 64 bytes of heap so, where the struct takes 300. Equal
/// ServiceAccounts give equal bytes.
class PackedServiceAccount : public Counted {
public:
    [[nodiscard]] static Shared<PackedServiceAccount> pack(const ServiceAccount& account);
    [[nodiscard]] ServiceAccount unpack() const;

    [[nodiscard]] TrieKey key() const;
    static void destroy(PackedServiceAccount* account);

    friend bool operator==(const PackedServiceAccount& a, const PackedServiceAccount& b) {
        return a.bytes() == b.bytes();
    }

private:
    explicit PackedServiceAccount(std::uint32_t size) : size_(size) {}
    [[nodiscard]] std::string_view bytes() const { return {reinterpret_cast<const char*>(this + 1), size_}; }

    std::uint32_t size_;  // of the bytes that follow this head
};

}  // namespace core::profile

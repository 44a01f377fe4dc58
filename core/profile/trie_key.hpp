#pragma once

#include <cstddef>
#include <string_view>

namespace core::profile {

/// The name of an object, and the path to it in a HashTrie: the sixteen nibbles of the hash; names with the same hash
/// part later, at the nibbles of their lengths and letters, so that any two names part somewhere.
struct TrieKey {
    std::string_view scope;  ///< the namespace; empty for what has none
    std::string_view name;
    std::size_t hash = 0;

    /// 0..15, the way to go at that depth of the trie.
    [[nodiscard]] unsigned nibble(unsigned depth) const;

    friend bool operator==(const TrieKey& a, const TrieKey& b) {
        return a.hash == b.hash && a.name == b.name && a.scope == b.scope;
    }
};

/// The key of an object of that name. The views must outlive it.
[[nodiscard]] TrieKey key_of(std::string_view scope, std::string_view name);

}  // namespace core::profile

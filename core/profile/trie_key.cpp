#include "core/profile/trie_key.hpp"

#include <bit>
#include <functional>

namespace core::profile {
namespace {

constexpr std::size_t size_bytes = sizeof(std::size_t);
constexpr unsigned hash_nibbles = 2 * size_bytes;

/// Byte `index` of: length of the scope, length of the name, scope, name. Different for different names, and 0 behind
/// the end.
unsigned char byte_at(const TrieKey& key, std::size_t index) {
    if (index < 2 * size_bytes) {
        const std::size_t length = index < size_bytes ? key.scope.size() : key.name.size();
        return static_cast<unsigned char>(length >> (8 * (index % size_bytes)));
    }
    index -= 2 * size_bytes;
    if (index < key.scope.size()) {
        return static_cast<unsigned char>(key.scope[index]);
    }
    index -= key.scope.size();
    return index < key.name.size() ? static_cast<unsigned char>(key.name[index]) : 0;
}

}  // namespace

unsigned TrieKey::nibble(unsigned depth) const {
    if (depth < hash_nibbles) {
        return static_cast<unsigned>(hash >> (4 * depth)) & 0xFU;
    }
    const unsigned behind = depth - hash_nibbles;
    return (static_cast<unsigned>(byte_at(*this, behind / 2)) >> (4 * (behind % 2))) & 0xFU;
}

TrieKey key_of(std::string_view scope, std::string_view name) {
    const std::hash<std::string_view> hash;
    constexpr std::size_t odd = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, so that (a, b) and (b, a) differ
    return {scope, name, std::rotl(hash(scope) * odd, 32) ^ hash(name)};
}

}  // namespace core::profile

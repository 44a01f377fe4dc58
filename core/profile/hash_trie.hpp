#pragma once

#include "core/profile/counted.hpp"
#include "core/profile/trie_key.hpp"
#include "core/profile/trie_slot.hpp"

#include <cstddef>
#include <utility>

namespace core::profile {

/// Objects by their name in a persistent hash trie (Bagwell, "Ideal Hash Trees", 2001), sixteen ways at each node. A
/// copy is one reference; changing a copy makes new the nodes on the way to the object (in a trie of 100,000 about
/// five, of at most sixteen pointers each) and shares all others with the original. A node that only this trie has is
/// changed where it is: of many changes in a row each node is copied once at most.
///
/// The shape depends on the objects alone, not on the order in which they came. One trie belongs to one thread; copies
/// are independent of each other.
///
/// T derives from Counted and has `TrieKey key() const` and `static void destroy(T*)`.
template <typename T>
class HashTrie {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    /// True when both share all; false says nothing.
    [[nodiscard]] bool is_same(const HashTrie& other) const { return root_.is_same(other.root_); }

    /// nullptr: not there.
    [[nodiscard]] const T* find(const TrieKey& key) const {
        const TrieSlot<T>* slot = find_slot(key);
        return slot == nullptr ? nullptr : slot->object();
    }
    /// The object with a reference of its own; empty: not there.
    [[nodiscard]] Shared<T> find_shared(const TrieKey& key) const {
        const TrieSlot<T>* slot = find_slot(key);
        return slot == nullptr ? Shared<T>() : slot->share_object();
    }

    /// Replaces the object of that name, or adds it.
    void put(Shared<T> object) {
        const TrieKey key = object->key();
        size_ += find(key) == nullptr ? 1U : 0U;
        root_ = put(std::move(root_), key, TrieSlot<T>(std::move(object)), 0);
    }
    void remove(const TrieKey& key) {
        if (find(key) != nullptr) {
            --size_;
            root_ = remove(root_, key, 0);
        }
    }
    /// Puts nodes of `other` in the place of those that hold the very same objects. Only nodes that nobody else has
    /// are replaced.
    void share_nodes_of(const HashTrie& other) { root_ = share(std::move(root_), other.root_); }

    /// Calls `visit(object)` for each, in no particular order.
    template <typename Visit>
    void for_each(const Visit& visit) const {
        for_each(root_, visit);
    }

private:
    using Slot = TrieSlot<T>;
    using Node = TrieNode<T>;

    [[nodiscard]] const Slot* find_slot(const TrieKey& key) const {
        const Slot* slot = &root_;
        for (unsigned depth = 0; slot != nullptr && slot->is_node(); ++depth) {
            slot = slot->node()->child(key.nibble(depth));
        }
        return slot != nullptr && slot->is_object() && slot->object()->key() == key ? slot : nullptr;
    }

    static Slot put(Slot at, const TrieKey& key, Slot object, unsigned depth) {
        if (at.is_empty() || (at.is_object() && at.object()->key() == key)) {
            return object;
        }
        const unsigned nibble = key.nibble(depth);
        TrieFan<T> fan;
        if (at.is_object()) {
            const unsigned other = at.object()->key().nibble(depth);
            fan[other] = std::move(at);
        } else {
            Slot* child = at.node()->child(nibble);
            if (child != nullptr && at.node()->is_unique()) {
                *child = put(std::move(*child), key, std::move(object), depth + 1);
                return at;
            }
            fan = at.node()->open();
        }
        fan[nibble] = put(std::move(fan[nibble]), key, std::move(object), depth + 1);
        return Slot(Node::create(std::move(fan)));
    }

    /// What `at`, which holds the object, becomes without it. A node that is left with one object alone gives its place
    /// to it.
    static Slot remove(const Slot& at, const TrieKey& key, unsigned depth) {
        if (at.is_object()) {
            return {};
        }
        const unsigned nibble = key.nibble(depth);
        TrieFan<T> fan = at.node()->open();
        fan[nibble] = remove(fan[nibble], key, depth + 1);
        Slot* last = nullptr;
        unsigned count = 0;
        for (Slot& slot : fan) {
            if (!slot.is_empty()) {
                last = &slot;
                ++count;
            }
        }
        if (count == 0 || (count == 1 && last->is_object())) {
            return count == 0 ? Slot{} : std::move(*last);
        }
        return Slot(Node::create(std::move(fan)));
    }

    static Slot share(Slot mine, const Slot& other) {
        if (!mine.is_node() || !other.is_node() || mine.is_same(other) || !mine.node()->is_unique()) {
            return mine;
        }
        bool same = mine.node()->has_the_ways_of(*other.node());
        for (unsigned i = 0; i < trie_width; ++i) {
            Slot* child = mine.node()->child(i);
            const Slot* others = other.node()->child(i);
            if (child != nullptr && others != nullptr) {
                *child = share(std::move(*child), *others);
                same = same && child->is_same(*others);
            }
        }
        return same ? other : mine;
    }

    template <typename Visit>
    static void for_each(const Slot& at, const Visit& visit) {
        if (at.is_object()) {
            visit(std::as_const(*at.object()));
        } else if (at.is_node()) {
            for (std::size_t i = 0; i < at.node()->count(); ++i) {
                for_each(at.node()->slots()[i], visit);
            }
        }
    }

    Slot root_;
    std::size_t size_ = 0;
};

}  // namespace core::profile

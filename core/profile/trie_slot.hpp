#pragma once

#include "core/profile/counted.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace core::profile {

inline constexpr unsigned trie_width = 16;

/// What a slot may hold instead of an object; below.
template <typename T>
class TrieNode;

/// A place in a HashTrie, 8 bytes: empty, or one reference to an object or to a node. Which of the two is the lowest
/// bit of the pointer.
template <typename T>
class TrieSlot {
public:
    TrieSlot() = default;
    explicit TrieSlot(Shared<T> object) : pointer_(reinterpret_cast<char*>(object.detach())) {}
    /// Takes over a reference which the caller has.
    explicit TrieSlot(TrieNode<T>* node) : pointer_(reinterpret_cast<char*>(node) + 1) {}
    TrieSlot(const TrieSlot& other) : pointer_(other.pointer_) {
        if (is_node()) {
            node()->retain();
        } else if (!is_empty()) {
            object()->retain();
        }
    }
    TrieSlot(TrieSlot&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
    TrieSlot& operator=(const TrieSlot& other) {
        TrieSlot copy(other);
        std::swap(pointer_, copy.pointer_);
        return *this;
    }
    TrieSlot& operator=(TrieSlot&& other) noexcept {
        std::swap(pointer_, other.pointer_);
        return *this;
    }
    ~TrieSlot() {
        if (is_node()) {
            if (node()->release()) {
                TrieNode<T>::destroy(node());
            }
        } else if (!is_empty() && object()->release()) {
            T::destroy(object());
        }
    }

    [[nodiscard]] bool is_empty() const { return pointer_ == nullptr; }
    [[nodiscard]] bool is_node() const { return (reinterpret_cast<std::uintptr_t>(pointer_) & 1U) != 0; }
    [[nodiscard]] bool is_object() const { return !is_empty() && !is_node(); }
    [[nodiscard]] T* object() const { return reinterpret_cast<T*>(pointer_); }
    [[nodiscard]] TrieNode<T>* node() const { return reinterpret_cast<TrieNode<T>*>(pointer_ - 1); }
    /// One more reference to the object.
    [[nodiscard]] Shared<T> share_object() const {
        object()->retain();
        return Shared<T>(object());
    }
    /// The very same object or node, not an equal one.
    [[nodiscard]] bool is_same(const TrieSlot& other) const { return pointer_ == other.pointer_; }

private:
    char* pointer_ = nullptr;
};

/// The sixteen ways on from a node, as they are edited.
template <typename T>
using TrieFan = std::array<TrieSlot<T>, trie_width>;

/// A fan as it is kept: the slots that are not empty, in order, in one block with their count of references.
template <typename T>
class alignas(alignof(TrieSlot<T>)) TrieNode : public Counted {
public:
    [[nodiscard]] static TrieNode* create(TrieFan<T> fan) {
        std::uint16_t occupied = 0;
        for (unsigned i = 0; i < trie_width; ++i) {
            occupied = static_cast<std::uint16_t>(occupied | ((fan[i].is_empty() ? 0U : 1U) << i));
        }
        const auto count = static_cast<std::size_t>(std::popcount(occupied));
        void* memory = ::operator new(sizeof(TrieNode) + (count * sizeof(TrieSlot<T>)));
        auto* node = new (memory) TrieNode(occupied);
        TrieSlot<T>* at = node->slots();
        for (TrieSlot<T>& slot : fan) {
            if (!slot.is_empty()) {
                new (at++) TrieSlot<T>(std::move(slot));
            }
        }
        return node;
    }
    static void destroy(TrieNode* node) {
        std::destroy_n(node->slots(), node->count());
        std::destroy_at(node);
        ::operator delete(node);
    }

    /// nullptr where the fan is empty.
    [[nodiscard]] TrieSlot<T>* child(unsigned nibble) {
        const unsigned bit = 1U << nibble;
        return (occupied_ & bit) == 0 ? nullptr : slots() + std::popcount(occupied_ & (bit - 1));
    }
    /// The fan again: its slots are moved when the caller alone has the node (which is then of no more use), else
    /// copied.
    [[nodiscard]] TrieFan<T> open() {
        TrieFan<T> fan;
        const bool unique = this->is_unique();
        for (unsigned i = 0; i < trie_width; ++i) {
            if (TrieSlot<T>* slot = child(i)) {
                fan[i] = unique ? std::move(*slot) : *slot;
            }
        }
        return fan;
    }
    [[nodiscard]] bool has_the_ways_of(const TrieNode& other) const { return occupied_ == other.occupied_; }
    [[nodiscard]] std::size_t count() const { return static_cast<std::size_t>(std::popcount(occupied_)); }
    /// `count()` slots.
    [[nodiscard]] TrieSlot<T>* slots() { return reinterpret_cast<TrieSlot<T>*>(this + 1); }

private:
    explicit TrieNode(std::uint16_t occupied) : occupied_(occupied) {}
    std::uint16_t occupied_;
};

}  // namespace core::profile

#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace core::profile {

/// A reference count inside the object that it counts. A directory of 100,000 objects is mostly pointers:
/// std::shared_ptr would take 16 bytes for each of them and 16 more beside each object, this takes 8 and 4.
class Counted {
public:
    void retain() const { references_.fetch_add(1, std::memory_order_relaxed); }
    /// True when that was the last reference.
    [[nodiscard]] bool release() const { return references_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
    /// True when the caller's reference is the only one. Nobody else can then gain one, so the object may be changed.
    [[nodiscard]] bool is_unique() const { return references_.load(std::memory_order_acquire) == 1; }

private:
    mutable std::atomic<std::uint32_t> references_{1};
};

/// One reference to a Counted object that nobody changes any more. `T::destroy(T*)` ends its life.
template <typename T>
class Shared {
public:
    Shared() = default;
    /// Takes over a reference which the caller has.
    explicit Shared(T* object) : object_(object) {}
    Shared(const Shared& other) : object_(other.object_) {
        if (object_ != nullptr) {
            object_->retain();
        }
    }
    Shared(Shared&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Shared& operator=(const Shared& other) {
        Shared copy(other);
        std::swap(object_, copy.object_);
        return *this;
    }
    Shared& operator=(Shared&& other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Shared() {
        if (object_ != nullptr && object_->release()) {
            T::destroy(object_);
        }
    }

    [[nodiscard]] const T* get() const { return object_; }
    const T& operator*() const { return *object_; }
    const T* operator->() const { return object_; }
    explicit operator bool() const { return object_ != nullptr; }
    /// Gives the reference to the caller.
    [[nodiscard]] T* detach() { return std::exchange(object_, nullptr); }

private:
    T* object_ = nullptr;
};

}  // namespace core::profile

#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace server {

/// A value that is replaced whole and never edited: readers take a version and keep it as long as they like, writers
/// publish a new one. A mutex round the pointer, held for one reference count: libstdc++ 12's atomic shared_ptr is
/// slower and races under ThreadSanitizer (measured, platform.md).
template <typename T>
class Published {
public:
    Published() = default;
    explicit Published(std::shared_ptr<const T> first) : value_(std::move(first)) {}

    /// The version in force; nullptr before the first `publish`.
    [[nodiscard]] std::shared_ptr<const T> current() const {
        const std::scoped_lock lock(mutex_);
        return value_;
    }

    /// Readers that come from now on see `next`; the old version dies with its last reader, outside the lock.
    void publish(std::shared_ptr<const T> next) {
        const std::scoped_lock lock(mutex_);
        value_.swap(next);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> value_;
};

}  // namespace server

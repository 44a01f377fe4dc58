#pragma once

#include "core/profile/directory.hpp"

#include <cstddef>
#include <memory>

namespace core::profile {

/// Collects a whole list of one kind, and then replaces that kind in a directory at once: what the list lacks was
/// deleted, the other kinds stay as they are. Objects that are the same as before share the memory of the old ones, so
/// that a relist of an unchanged cluster costs time but no memory that stays.
class Replacement {
public:
    /// `before` is what the objects are compared with; it need not be the directory that `finish` gets.
    Replacement(ObjectKind kind, Directory before);
    ~Replacement();
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    Replacement(Replacement&&) noexcept;
    Replacement& operator=(Replacement&&) noexcept;

    /// Into the collection; of two with the same name the later counts. The object must be of the kind.
    void put(Profile profile);
    void put(Namespace name_space);
    void put(const ServiceAccount& service_account);
    /// Keeps what `before` has under that name, if anything (an object that cannot be read: the last good one stays).
    void keep(const ObjectKey& key);
    /// From the collection (a deletion among initial events).
    void remove(const ObjectKey& key);

    [[nodiscard]] std::size_t size() const;
    /// `current` with the collection in place of its objects of this kind; `current` itself when they are the same. The
    /// time is proportional to the two collections, not to their product; the collection is used up.
    [[nodiscard]] Directory finish(const Directory& current) &&;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace core::profile

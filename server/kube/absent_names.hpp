#pragma once

#include "core/profile/directory.hpp"
#include "server/kube/object_key_hash.hpp"

#include <chrono>
#include <cstddef>
#include <unordered_map>

namespace server::kube {

/// Names that were not found a moment ago. "Not found" is true at the moment of the read only: a Profile may be made
/// between that and the Pod that needs it, so this is asked only when the budget leaves no other choice. An entry lives
/// 1 s (product.md), and until an event names the object. One thread.
class AbsentNames {
public:
    using Instant = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds lifetime{1};
    static constexpr std::size_t most = 10'000;  ///< a flood of made-up names costs 2 MB, not all memory

    void remember(const core::profile::ObjectKey& key, Instant now);
    [[nodiscard]] bool contains(const core::profile::ObjectKey& key, Instant now) const;
    /// Forgets the object; one without a name means all of its kind.
    void forget(const core::profile::ObjectKey& key);
    [[nodiscard]] std::size_t size() const { return until_.size(); }

private:
    std::unordered_map<core::profile::ObjectKey, Instant, ObjectKeyHash> until_;
};

}  // namespace server::kube

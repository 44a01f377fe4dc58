#pragma once

#include "core/profile/directory.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace server::kube {

/// For maps by the name of an object.
struct ObjectKeyHash {
    [[nodiscard]] std::size_t operator()(const core::profile::ObjectKey& key) const {
        const std::hash<std::string_view> hash;
        return (hash(key.name) * 31 + hash(key.namespace_name)) * 31 + static_cast<std::size_t>(key.kind);
    }
};

}  // namespace server::kube

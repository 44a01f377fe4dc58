#pragma once

#include "core/profile/directory.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace server::live {

using Object = std::variant<core::profile::Profile, core::profile::Namespace, core::profile::ServiceAccount>;

/// What one read brought.
struct Read {
    core::profile::ObjectKey key;
    bool known = false;            ///< false: it could not be had in time, and nothing is known
    std::optional<Object> object;  ///< known and empty: there is no such object
};

/// Reads single objects past the cache. The request path knows only this; server/kube carries it out, and with
/// `--profiles` there is none (what files do not hold is absent).
class Reads {
public:
    using Done = std::move_only_function<void(std::vector<Read>)>;

    Reads() = default;
    virtual ~Reads() = default;
    Reads(const Reads&) = delete;
    Reads& operator=(const Reads&) = delete;

    /// Any thread, never waits. `done` is called exactly once, with one entry for each key, at the latest a moment
    /// after the deadline; on a thread of the reader's own, so it only hands over. Names must have been checked as
    /// DNS-1123.
    virtual void fetch(std::vector<core::profile::ObjectKey> keys, std::chrono::steady_clock::time_point deadline,
                       Done done) = 0;
};

}  // namespace server::live

#pragma once

#include "core/profile/directory.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace server {

using LiveObject = std::variant<core::profile::Profile, core::profile::Namespace, core::profile::ServiceAccount>;

/// What one read brought.
struct LiveRead {
    core::profile::ObjectKey key;
    bool known = false;                ///< false: it could not be had in time, and nothing is known
    std::optional<LiveObject> object;  ///< known and empty: there is no such object
};

/// Reads single objects past the cache. The request path knows only this; server/kube carries it out, and with
/// `--profiles` there is none (what files do not hold is absent).
class LiveReads {
public:
    using Done = std::move_only_function<void(std::vector<LiveRead>)>;

    LiveReads() = default;
    virtual ~LiveReads() = default;
    LiveReads(const LiveReads&) = delete;
    LiveReads& operator=(const LiveReads&) = delete;

    /// Any thread, never waits. `done` is called exactly once, with one entry for each key, at the latest a moment
    /// after the deadline; on a thread of the reader's own, so it only hands over. Names must have been checked as
    /// DNS-1123.
    virtual void fetch(std::vector<core::profile::ObjectKey> keys, std::chrono::steady_clock::time_point deadline,
                       Done done) = 0;
};

}  // namespace server

#pragma once

#include "core/profile/directory.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

namespace core::mutation {

/// What to do when the directory does not know an object (it never happens with files: what files do not hold is
/// absent).
enum class WhenUnknown {
    ask,     ///< name all objects that the answer could depend on, so that the caller can fetch them and ask again
    settle,  ///< name only those without which there is no answer; objects that merely refine it count as absent
};

/// What is known beside the directory: what to do about the rest, what was just read, and the time.
struct Knowledge {
    WhenUnknown when_unknown = WhenUnknown::ask;
    /// Objects that were read from the API server for this very review and are in the directory as they were found; one
    /// that is not in the directory does not exist.
    std::span<const profile::ObjectKey> read_live;
    /// The wall clock, compared with creation times that the API server wrote.
    std::chrono::sys_seconds now;

    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): most callers have nothing else to say
    Knowledge(WhenUnknown when, std::span<const profile::ObjectKey> live = {}, std::chrono::sys_seconds moment = {})
        : when_unknown(when), read_live(live), now(moment) {}

    /// True when an object could be read (again), and has not been.
    [[nodiscard]] bool may_read(const profile::Directory& directory, const profile::ObjectKey& key) const {
        return !directory.absence_is_known() && std::ranges::find(read_live, key) == read_live.end();
    }
    /// Adds the object to those that are missing if it could be read (again).
    void want(std::vector<profile::ObjectKey>& missing, const profile::Directory& directory,
              profile::ObjectKey key) const {
        if (may_read(directory, key)) {
            missing.push_back(std::move(key));
        }
    }
};

}  // namespace core::mutation

#pragma once

#include "core/profile/directory.hpp"
#include "server/files/file_set.hpp"
#include "server/files/load.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace server::files {

/// What one look at the files found.
enum class Look {
    unchanged,   ///< nothing new
    changing,    ///< something changed just now: look again soon, it may be half written
    same_bytes,  ///< touched, or replaced by the same bytes: nothing was published
    accepted,    ///< read and published
    refused,     ///< broken: the last good state stays published
};

/// Source without its thread: looks when it is told to. Belongs to one thread at a time. What it publishes, counts and
/// logs is what Source promises.
class Reloader {
public:
    Reloader(std::filesystem::path path, std::string annotation_prefix, Published<core::profile::Directory>& directory,
             telemetry::Metrics& metrics, telemetry::Readiness& readiness);

    /// Reads the files if they have changed and are still: writing a file in place empties it first, so a change is
    /// read when the next look finds no further one, or at the ninth that finds one.
    Look look();
    /// Reads the files now.
    Look read();
    /// Makes the next looks read the files again, changed or not.
    void forget_stamps() { stamps_.clear(); }

private:
    Look accept(Loaded loaded);
    Look refuse(const core::Error& error);

    std::filesystem::path path_;
    std::string annotation_prefix_;
    Published<core::profile::Directory>& directory_;
    telemetry::Metrics& metrics_;
    telemetry::Readiness& readiness_;

    std::vector<FileStamp> stamps_;
    int changes_seen_ = 0;                                     ///< looks since the last reading that found a change
    std::optional<core::Result<std::vector<FileText>>> last_;  ///< the texts are kept, to tell a change from a touch
    bool broken_ = false;
};

}  // namespace server::files

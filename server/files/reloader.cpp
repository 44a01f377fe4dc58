#include "server/files/reloader.hpp"

#include "server/telemetry/log.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace server::files {
namespace {

using core::profile::Directory;
using telemetry::LogLevel;

/// A file that is written all the time is read all the same: 500 ms + 8 * 100 ms are less than the 2 s that are
/// promised.
constexpr int max_changes_seen = 8;

constexpr std::string_view check_name = "profiles";

}  // namespace

Reloader::Reloader(std::filesystem::path path, std::string annotation_prefix, Published<Directory>& directory,
                   telemetry::Metrics& metrics, telemetry::Readiness& readiness)
    : path_(std::move(path)),
      annotation_prefix_(std::move(annotation_prefix)),
      directory_(directory),
      metrics_(metrics),
      readiness_(readiness) {
    readiness_.not_ready(check_name, path_.string() + " has not been read yet");
}

Look Reloader::look() {
    auto stamps = stamp_files(path_);
    const bool changed = stamps != stamps_;
    const bool unreadable = last_ && !last_->has_value();  // may end without a change, e.g. an I/O error
    stamps_ = std::move(stamps);
    if (changed && ++changes_seen_ <= max_changes_seen) {
        return Look::changing;
    }
    return changes_seen_ > 0 || unreadable ? read() : Look::unchanged;
}

Look Reloader::read() {
    if (stamps_.empty()) {
        stamps_ = stamp_files(path_);  // before reading: a change in between is seen at the next look
    }
    changes_seen_ = 0;
    auto reading = read_files(path_);
    if (last_ && *last_ == reading) {
        return Look::same_bytes;
    }
    auto loaded = reading ? load_files(*reading, annotation_prefix_) : std::unexpected(reading.error());
    last_ = std::move(reading);
    return loaded ? accept(std::move(*loaded)) : refuse(loaded.error());
}

Look Reloader::accept(Loaded loaded) {
    const auto directory = std::make_shared<const Directory>(std::move(loaded.directory));
    directory_.publish(directory);
    metrics_.known(directory->profile_count(), directory->namespace_count(), directory->service_account_count());
    metrics_.loaded(true);
    readiness_.ready(check_name);
    telemetry::log(LogLevel::info,
                   std::exchange(broken_, false) ? "the Profile files can be read again" : "Profile files read",
                   {{"path", path_.native()},
                    {"profiles", static_cast<std::int64_t>(directory->profile_count())},
                    {"namespaces", static_cast<std::int64_t>(directory->namespace_count())},
                    {"service_accounts", static_cast<std::int64_t>(directory->service_account_count())}});
    log_notices(loaded.notices);
    return Look::accepted;
}

// Readiness stays what it was: with a good state in force we serve on, and to be taken out of service would help
// nobody.
Look Reloader::refuse(const core::Error& error) {
    broken_ = true;
    metrics_.loaded(false);
    const auto kept = directory_.current();
    if (kept == nullptr) {
        readiness_.not_ready(check_name, error.detail);
        telemetry::log(LogLevel::error,
                       "the Profile files cannot be used; mend them, until then reviews are answered 503",
                       {{"error", error.detail}, {"path", path_.native()}});
        return Look::refused;
    }
    telemetry::log(LogLevel::error, "the Profile files are broken; mend them, the last good state stays in force",
                   {{"error", error.detail},
                    {"path", path_.native()},
                    {"profiles_kept", static_cast<std::int64_t>(kept->profile_count())}});
    return Look::refused;
}

}  // namespace server::files

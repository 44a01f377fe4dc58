#pragma once

#include "core/error.hpp"
#include "core/profile/directory.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace server::files {

/// Reads Profiles, Namespaces and ServiceAccounts from a file or a folder (product.md, "Command line"): YAML or JSON,
/// several documents a file, `kind: List` understood, other kinds ignored; in a folder the files ending in .yaml, .yml,
/// .json that are not hidden, no subfolders. A Profile whose Namespace is not given owns the namespace of its name.
/// Errors name file, line, column, JSON path and object, for example
/// `examples/profile.yaml:7:3: /spec/plugins must be an array (Profile team-a)`. The same object given twice is an
/// error.
[[nodiscard]] core::Result<core::profile::Directory> load_directory(const std::filesystem::path& path,
                                                                    const std::string& annotation_prefix);

/// Keeps a published directory equal to the files. A change (edit in place, replace by rename, the `..data` symlink
/// swap of a mounted ConfigMap, files added and removed) is in force within 2 seconds; a broken file keeps the last
/// good state, logs file, line, column and what is wrong (once for each change), counts, and readiness keeps its word.
class Source {
public:
    /// Readiness check `profiles` is not ready until the first load has succeeded.
    Source(std::filesystem::path path, std::string annotation_prefix, Published<core::profile::Directory>& directory,
           telemetry::Metrics& metrics, telemetry::Readiness& readiness);
    /// Ends the watching thread.
    ~Source();
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    /// Loads once on the calling thread, then watches on a thread of its own (parsing a large folder must not delay
    /// health).
    void start();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::files

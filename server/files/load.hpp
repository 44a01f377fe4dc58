#pragma once

#include "core/error.hpp"
#include "core/profile/directory.hpp"
#include "server/files/file_set.hpp"

#include <span>
#include <string>
#include <vector>

namespace server::files {

/// Something in the files that an administrator should see although they can be used.
struct Notice {
    std::string place;    ///< `examples/profile.yaml:7:3`; empty when it is about all files
    std::string profile;  ///< empty: not about a Profile
    std::string text;

    friend bool operator==(const Notice&, const Notice&) = default;
};

/// What the files hold.
struct Loaded {
    core::profile::Directory directory;
    std::vector<Notice> notices;
};

/// Reads the documents of these files into a directory whose absences are known. Pure. Errors and rules as
/// load_directory has them; an object that is twice in the files is named with both places.
[[nodiscard]] core::Result<Loaded> load_files(std::span<const FileText> files, const std::string& annotation_prefix);

/// Logs each as a warning.
void log_notices(std::span<const Notice> notices);

}  // namespace server::files

#pragma once

#include <string>

namespace core::onboard {

/// A file to be written, below the folder that the user names.
struct File {
    std::string path;  ///< `trust.json`, `team-a/trust.json`
    std::string bytes;
    bool is_executable = false;
    std::string what;  ///< for the person who reads the list of what was written

    friend bool operator==(const File&, const File&) = default;
};

}  // namespace core::onboard

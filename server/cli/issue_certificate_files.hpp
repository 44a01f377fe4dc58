#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace server::cli {

/// One file that `issue-certificate` writes.
struct OutputFile {
    std::string path;
    std::string bytes;
    mode_t permissions;
    std::string what;  ///< for the person who reads the list
};

/// Writes all files into `folder`, which is made (0755) if it is missing; their paths begin with it. Unless `force`,
/// refuses when one exists with other bytes. All are on the disk before the first one is put in place. Throws
/// std::runtime_error (or std::filesystem::filesystem_error) that names the file and the reason.
void write_files(const std::string& folder, const std::vector<OutputFile>& files, bool force);

}  // namespace server::cli

#pragma once

#include "core/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace server::files {

/// The text of one file; `name` as messages have it: the path that was given, and behind it the name in the folder.
struct FileText {
    std::string name;
    std::string text;

    friend bool operator==(const FileText&, const FileText&) = default;
};

/// The files that `--profiles` means: the path itself, or in a folder the entries ending in .yaml, .yml or .json that
/// are not hidden (so not the `..data` of a mounted ConfigMap) and no folders, in byte order of their names; symlinks
/// are followed. Errors name the path: it is missing, cannot be listed, or is neither a file nor a folder.
[[nodiscard]] core::Result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& path);

/// Reads them. Errors name the file: it cannot be opened or read (a dangling symlink), or is larger than
/// max_file_bytes.
[[nodiscard]] core::Result<std::vector<FileText>> read_files(const std::filesystem::path& path);

/// What stat tells of one file (symlinks followed): it differs after every kind of change, and may differ without one.
struct FileStamp {
    std::string name;
    int error = 0;  ///< errno of stat; 0: the rest is set
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t bytes = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;

    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// The stamps of the path and of all its files, cheap enough to take twice a second. What cannot be listed has its own
/// stamp.
[[nodiscard]] std::vector<FileStamp> stamp_files(const std::filesystem::path& path);

}  // namespace server::files

#include "server/files/file_set.hpp"

#include "server/files/documents.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace server::files {
namespace {

namespace fs = std::filesystem;

std::unexpected<core::Error> failure(const fs::path& path, const std::string& what) {
    return std::unexpected(core::Error{core::ErrorCode::wrong_shape, path.string() + ": " + what});
}

std::string message_of(int error) { return std::generic_category().message(error); }

bool counts(const fs::path& path) {
    const std::string name = path.filename().string();
    const bool ending = name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
    std::error_code ignored;
    return ending && !name.starts_with('.') && !fs::is_directory(path, ignored);
}

core::Result<std::vector<fs::path>> list_folder(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        if (counts(entry->path())) {
            files.push_back(entry->path());
        }
    }
    if (error) {
        return failure(path, "the folder cannot be listed: " + error.message());
    }
    std::ranges::sort(files, {}, [](const fs::path& file) { return file.filename().string(); });
    return files;
}

/// Closes its descriptor.
class OpenFile {
public:
    // Not blocking: a pipe that took the place of the file must not stop the watch.
    explicit OpenFile(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

core::Result<std::string> read_all(const OpenFile& file, const fs::path& path) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t count = ::read(file.descriptor(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return failure(path, "cannot be read: " + message_of(errno));
        }
        if (count == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (text.size() > max_file_bytes) {
            return failure(path, "the file is larger than 64 MiB");
        }
    }
}

core::Result<std::string> read_file(const fs::path& path) {
    const OpenFile file(path);
    if (file.descriptor() < 0) {
        const int error = errno;
        std::error_code ignored;
        const bool dangling = error == ENOENT && fs::is_symlink(fs::symlink_status(path, ignored));
        return failure(
            path, dangling ? "is a symlink to a file that does not exist" : "cannot be opened: " + message_of(error));
    }
    struct stat facts{};
    if (::fstat(file.descriptor(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return failure(path, "is not a regular file");
    }
    return read_all(file, path);
}

std::int64_t nanoseconds(const struct timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileStamp stamp_file(const fs::path& path) {
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) {
        return {.name = path.string(), .error = errno};
    }
    return {.name = path.string(),
            .error = 0,
            .device = facts.st_dev,
            .inode = facts.st_ino,
            .bytes = facts.st_size,
            .modified_ns = nanoseconds(facts.st_mtim),
            .changed_ns = nanoseconds(facts.st_ctim)};
}

}  // namespace

core::Result<std::vector<fs::path>> list_files(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
        return list_folder(path);
    }
    if (fs::is_regular_file(status)) {
        return std::vector{path};
    }
    if (status.type() == fs::file_type::not_found) {
        return failure(path, "there is no such file or folder");
    }
    return failure(path, error ? "cannot be opened: " + error.message() : "is neither a file nor a folder");
}

core::Result<std::vector<FileText>> read_files(const fs::path& path) {
    const auto paths = list_files(path);
    if (!paths) {
        return std::unexpected(paths.error());
    }
    std::vector<FileText> files;
    for (const auto& file : *paths) {
        auto text = read_file(file);
        if (!text) {
            return std::unexpected(text.error());
        }
        files.push_back({file.string(), std::move(*text)});
    }
    return files;
}

std::vector<FileStamp> stamp_files(const fs::path& path) {
    std::vector<FileStamp> stamps{stamp_file(path)};
    const auto files = list_files(path);
    if (!files) {
        stamps.push_back({.name = files.error().detail, .error = EIO});
        return stamps;
    }
    for (const auto& file : *files) {
        stamps.push_back(stamp_file(file));
    }
    return stamps;
}

}  // namespace server::files

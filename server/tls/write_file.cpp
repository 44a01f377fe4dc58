#include "server/tls/write_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <tuple>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace server::tls {
namespace {

/// 0 or the reason, an errno.
int write_all(int descriptor, const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const auto size = write(descriptor, bytes.data() + done, bytes.size() - done);
        if (size < 0 && errno != EINTR) return errno;
        if (size > 0) done += static_cast<std::size_t>(size);
    }
    return 0;
}

}  // namespace

StagedFile::~StagedFile() {
    if (!beside_.empty()) unlink(beside_.c_str());
}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : file_(std::move(other.file_)), beside_(std::exchange(other.beside_, {})) {}

std::string StagedFile::complaint(int reason) const { return file_ + ": " + std::strerror(reason); }

std::string StagedFile::stage(const std::string& bytes, mode_t permissions) {
    auto beside = file_ + ".XXXXXX";
    const int descriptor = mkstemp(beside.data());  // 0600
    if (descriptor < 0) return complaint(errno);
    beside_ = std::move(beside);
    int reason = write_all(descriptor, bytes);
    if (reason == 0 && (fchmod(descriptor, permissions) != 0 || fsync(descriptor) != 0)) reason = errno;
    if (close(descriptor) != 0 && reason == 0) reason = errno;
    return reason == 0 ? std::string() : complaint(reason);
}

std::string StagedFile::commit() {
    if (rename(beside_.c_str(), file_.c_str()) != 0) return complaint(errno);
    beside_.clear();
    return {};
}

void StagedFile::give_to(uid_t owner, gid_t group) {
    struct stat staged{};
    if (lstat(beside_.c_str(), &staged) != 0 || (staged.st_uid == owner && staged.st_gid == group)) return;
    // The permissions were set before: whoever owns it now has what the old file's owner had.
    if (lchown(beside_.c_str(), owner, group) != 0) std::ignore = lchown(beside_.c_str(), staged.st_uid, group);
}

std::string write_file(const std::string& file, const std::string& bytes, mode_t permissions) {
    StagedFile staged(file);
    if (auto failure = staged.stage(bytes, permissions); !failure.empty()) return failure;
    return staged.commit();
}

}  // namespace server::tls

#include "server/cli/trust_policy/replace_file.hpp"

#include "server/tls/write_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

namespace server::cli::trust_policy {
namespace {

constexpr mode_t permission_bits = 07777;

[[noreturn]] void fail(const std::string& file, const std::string& reason) {
    throw std::runtime_error("cannot write " + file + ": " + reason);
}

void must(const std::string& failure) {
    if (!failure.empty()) {
        throw std::runtime_error("cannot write " + failure);
    }
}

/// Where the file really lies, so that the new one goes beside it and not beside a link to it.
std::string real_path(const std::string& file) {
    const std::unique_ptr<char, decltype(&std::free)> path(realpath(file.c_str(), nullptr), &std::free);
    if (!path) {
        fail(file, std::strerror(errno));
    }
    return path.get();
}

}  // namespace

void replace_file(const std::string& file, const std::string& bytes) {
    const std::string path = real_path(file);
    struct stat before{};
    if (stat(path.c_str(), &before) != 0) {
        fail(file, std::strerror(errno));
    }
    if (!S_ISREG(before.st_mode)) {
        fail(file, "it is no regular file");
    }
    // A new file put in place of one that we may not write would get round its permissions.
    if (access(path.c_str(), W_OK) != 0) {
        fail(file, std::strerror(errno));
    }
    tls::StagedFile staged(path);
    must(staged.stage(bytes, before.st_mode & permission_bits));
    staged.give_to(before.st_uid, before.st_gid);
    must(staged.commit());
}

}  // namespace server::cli::trust_policy

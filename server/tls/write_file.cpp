#include "server/tls/write_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace server::tls {
namespace {

bool write_all(int descriptor, const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const auto size = write(descriptor, bytes.data() + done, bytes.size() - done);
        if (size < 0 && errno != EINTR) return false;
        if (size > 0) done += static_cast<std::size_t>(size);
    }
    return true;
}

}  // namespace

std::string write_file(const std::string& file, const std::string& bytes, mode_t permissions) {
    auto beside = file + ".XXXXXX";
    const int descriptor = mkstemp(beside.data());  // 0600
    if (descriptor < 0) return file + ": " + std::strerror(errno);
    bool done = write_all(descriptor, bytes) && fchmod(descriptor, permissions) == 0 && fsync(descriptor) == 0;
    int reason = errno;
    if (close(descriptor) != 0 && done) {
        done = false;
        reason = errno;
    }
    if (done && rename(beside.c_str(), file.c_str()) == 0) return {};
    if (done) reason = errno;
    unlink(beside.c_str());
    return file + ": " + std::strerror(reason);
}

}  // namespace server::tls

#include "server/telemetry/log_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace server::telemetry {
namespace {

/// How long one poll may last, so that `give_up_at` is noticed in time.
constexpr int poll_ms = 50;

/// -1 when the system does not let us (a pipe of another user, a pipe without a reader).
int open_again(int fd) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

}  // namespace

LogOutput::LogOutput(int fd) {
    struct stat status{};
    if (::fstat(fd, &status) != 0) return;
    if (S_ISSOCK(status.st_mode)) {
        kind_ = Kind::socket;
    } else if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) {
        fd_ = open_again(fd);
        if (fd_ >= 0) kind_ = Kind::non_blocking;
    }
    if (fd_ < 0) fd_ = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

LogOutput::~LogOutput() {
    if (fd_ >= 0) ::close(fd_);
}

void LogOutput::give_up_at(std::chrono::steady_clock::time_point when) { give_up_at_.store(when); }

bool LogOutput::may_wait() const { return std::chrono::steady_clock::now() < give_up_at_.load(); }

bool LogOutput::wait_until_writable() const {
    pollfd polled{fd_, POLLOUT, 0};
    do {
        const int ready = ::poll(&polled, 1, may_wait() ? poll_ms : 0);
        if (ready > 0) return true;  // or in error: the write will say so
        if (ready < 0 && errno != EINTR) return false;
    } while (may_wait());
    return false;
}

bool LogOutput::write(std::string_view line) {
    // A descriptor that blocks has room for one line when poll says so, unless another process is quicker.
    if (fd_ < 0 || (kind_ == Kind::blocking && !wait_until_writable())) return false;
    while (!line.empty()) {
        const auto written = kind_ == Kind::socket ? ::send(fd_, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                                                   : ::write(fd_, line.data(), line.size());
        if (written >= 0) {
            line.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            if (!wait_until_writable()) return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

}  // namespace server::telemetry

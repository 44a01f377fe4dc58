#pragma once

#include <atomic>
#include <chrono>
#include <string_view>

namespace server::telemetry {

/// A file descriptor that is written to without ever waiting for longer than allowed. Standard error is usually a pipe
/// shared with other processes, so O_NONBLOCK must not be set on it: a pipe or terminal is opened a second time,
/// through /proc/self/fd, and a socket is told with each call.
class LogOutput {
public:
    /// Keeps a descriptor of its own; `fd` stays the caller's.
    explicit LogOutput(int fd);
    ~LogOutput();
    LogOutput(const LogOutput&) = delete;
    LogOutput& operator=(const LogOutput&) = delete;

    /// Writes all of `line` (at most PIPE_BUF bytes, so that a pipe takes it whole) and says whether it did. Waits for
    /// a slow reader until `give_up_at`; false at once when the reader is gone. One thread at a time.
    [[nodiscard]] bool write(std::string_view line);

    /// From this moment on `write` does not wait any more. Any thread; before it is called, `write` waits as long as it
    /// takes.
    void give_up_at(std::chrono::steady_clock::time_point when);

private:
    enum class Kind { non_blocking, socket, blocking };

    [[nodiscard]] bool wait_until_writable() const;
    [[nodiscard]] bool may_wait() const;

    int fd_ = -1;
    Kind kind_ = Kind::blocking;
    std::atomic<std::chrono::steady_clock::time_point> give_up_at_{std::chrono::steady_clock::time_point::max()};
};

}  // namespace server::telemetry

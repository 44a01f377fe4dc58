#pragma once

#include "server/kube/exec_plugin_pipe.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace server::kube {

/// How a process ended.
struct ProcessEnd {
    int exit_code = 0;  ///< 128 + the signal for one that was killed
    std::string output;
    std::string errors;
    bool has_printed_too_much = false;  ///< it was killed for that
};

/// One child in a process group of its own, with nothing open but the three standard descriptors: an empty input and
/// two pipes. Never outlives its object: it is killed with its group, and reaped.
class Process {
public:
    static constexpr std::size_t max_output_bytes = std::size_t{1} << 20U;
    static constexpr std::size_t max_errors_bytes = std::size_t{4} << 10U;  ///< what comes after that is thrown away

    /// The error is the reason: `Permission denied`.
    [[nodiscard]] static std::expected<std::shared_ptr<Process>, std::string> start(
        const boost::asio::any_io_executor& executor, const std::string& file, std::vector<std::string> arguments,
        std::vector<std::string> environment);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Waits for the end of the process, not of its pipes, which its own children may hold open.
    [[nodiscard]] boost::asio::awaitable<ProcessEnd> wait();
    /// SIGKILL to the whole group.
    void kill() const;

private:
    explicit Process(pid_t id) : id_(id) {}
    void reap();

    pid_t id_;
    bool is_reaped_ = false;
    int status_ = 0;
    std::unique_ptr<boost::asio::posix::stream_descriptor> ended_;  ///< a pidfd: readable when the process has ended
    std::shared_ptr<PipeReader> output_;
    std::shared_ptr<PipeReader> errors_;
};

}  // namespace server::kube

#pragma once

#include "server/telemetry/log.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace server::telemetry {

/// The log of one file descriptor: a bounded queue and one thread that writes. `log.hpp` has the process's own.
class LogWriter {
public:
    /// Lines that wait for a slow reader. At most 4,000 bytes each, so 16 MB at the very worst; usually a tenth of
    /// that.
    static constexpr std::size_t default_queue_size = 4'096;

    LogWriter(int fd, LogFormat format, std::size_t queue_size = default_queue_size);
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    /// Any thread; never waits for the reader. When the queue is full its oldest line makes room and counts as dropped:
    /// what an operator looks for is what happened last.
    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) const;

    /// Writes what is queued, waiting at most 1 s for the reader, drops the rest and ends the thread. No `write` may
    /// run or follow. More than once is harmless.
    void stop();

    /// Lines dropped so far: no room in the queue, reader gone, or left over at `stop`.
    [[nodiscard]] std::size_t dropped() const;

private:
    class Queue;
    std::unique_ptr<Queue> queue_;
    LogFormat format_;
};

}  // namespace server::telemetry

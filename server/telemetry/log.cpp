#include "server/telemetry/log.hpp"

#include "server/telemetry/log_writer.hpp"

#include <unistd.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

namespace server::telemetry {
namespace {

constexpr int no_level = static_cast<int>(LogLevel::error) + 1;

/// The process's one log. Never destroyed: a thread may still log while statics die.
struct ProcessLog {
    std::atomic<int> level{no_level};
    std::mutex mutex;
    std::shared_ptr<LogWriter> writer;  ///< guarded by mutex
    std::size_t dropped_before = 0;     ///< by writers that have ended; guarded by mutex

    std::shared_ptr<LogWriter> current() {
        const std::scoped_lock lock(mutex);
        return writer;
    }
};

ProcessLog& process_log() {
    static auto& only = *new ProcessLog;
    return only;
}

}  // namespace

void start_log(LogLevel level, LogFormat format) {
    stop_log();
    auto& log = process_log();
    const std::scoped_lock lock(log.mutex);
    log.writer = std::make_shared<LogWriter>(STDERR_FILENO, format);
    log.level.store(static_cast<int>(level), std::memory_order_relaxed);
}

void stop_log() {
    auto& log = process_log();
    log.level.store(no_level, std::memory_order_relaxed);
    std::shared_ptr<LogWriter> last;
    {
        const std::scoped_lock lock(log.mutex);
        last.swap(log.writer);
    }
    if (!last) return;
    // A thread in the middle of `log` holds the writer for the microseconds that it takes to queue its line.
    while (last.use_count() > 1) std::this_thread::yield();
    last->stop();
    const std::scoped_lock lock(log.mutex);
    log.dropped_before += last->dropped();
}

bool log_enabled(LogLevel level) {
    return static_cast<int>(level) >= process_log().level.load(std::memory_order_relaxed);
}

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
    if (!log_enabled(level)) return;
    if (const auto writer = process_log().current()) writer->write(level, message, fields);
}

std::size_t log_lines_dropped() {
    auto& log = process_log();
    const std::scoped_lock lock(log.mutex);
    return log.dropped_before + (log.writer ? log.writer->dropped() : 0);
}

}  // namespace server::telemetry

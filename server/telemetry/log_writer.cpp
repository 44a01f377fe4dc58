#include "server/telemetry/log_writer.hpp"

#include "server/telemetry/log_line.hpp"
#include "server/telemetry/log_output.hpp"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

namespace server::telemetry {
namespace {

using namespace std::chrono_literals;

constexpr auto stop_patience = 1s;

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

LogLevel from_spdlog(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::trace:
        case spdlog::level::debug: return LogLevel::debug;
        case spdlog::level::info: return LogLevel::info;
        case spdlog::level::warn: return LogLevel::warning;
        default: return LogLevel::error;
    }
}

/// Colour where a person looks, unless that person asked for none (no-color.org).
Colour colour_for(int fd, LogFormat format) {
    const char* no_color = std::getenv("NO_COLOR");
    const bool asked_for_none = no_color != nullptr && *no_color != '\0';
    return format == LogFormat::text && ::isatty(fd) == 1 && !asked_for_none ? Colour::yes : Colour::no;
}

/// The writer thread must not be chosen for SIGTERM, and a reader that has gone away (SIGPIPE) must not end the
/// process.
void block_all_signals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

/// Puts time and level before the body, and counts what could not be written. Called by the one writer thread.
class OutputSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    OutputSink(int fd, LogFormat format) : output_(fd), format_(format), colour_(colour_for(fd, format)) {}

    LogOutput& output() { return output_; }
    [[nodiscard]] std::size_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        auto line = encode_log_head(format_, colour_, from_spdlog(message.level), message.time);
        line.append(message.payload.data(), message.payload.size());
        line += '\n';
        if (!output_.write(line)) dropped_.fetch_add(1, std::memory_order_relaxed);
    }
    void flush_() override {}

private:
    LogOutput output_;
    LogFormat format_;
    Colour colour_;
    std::atomic<std::size_t> dropped_{0};
};

}  // namespace

class LogWriter::Queue {
public:
    Queue(int fd, LogFormat format, std::size_t size)
        : sink_(std::make_shared<OutputSink>(fd, format)),
          pool_(std::make_shared<spdlog::details::thread_pool>(size, 1, block_all_signals)),
          logger_(std::make_shared<spdlog::async_logger>("log", sink_, pool_,
                                                         spdlog::async_overflow_policy::overrun_oldest)) {
        logger_->set_level(spdlog::level::trace);
        // spdlog's own handler writes to standard error, which may be what failed.
        logger_->set_error_handler([](const std::string&) {});
    }

    void push(LogLevel level, const std::string& body) { logger_->log(to_spdlog(level), spdlog::string_view_t(body)); }

    void stop() {
        if (!pool_) return;
        sink_->output().give_up_at(std::chrono::steady_clock::now() + stop_patience);
        const auto overrun = pool_->overrun_counter();
        pool_.reset();  // posts an end mark behind what is queued, and joins
        dropped_at_stop_ = sink_->dropped() + overrun;
        logger_.reset();
        sink_.reset();  // a reader that waits for the end of the pipe shall see it
    }

    [[nodiscard]] std::size_t dropped() const {
        return pool_ ? sink_->dropped() + pool_->overrun_counter() : dropped_at_stop_;
    }

private:
    std::shared_ptr<OutputSink> sink_;
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> logger_;
    std::size_t dropped_at_stop_ = 0;
};

LogWriter::LogWriter(int fd, LogFormat format, std::size_t queue_size)
    : queue_(std::make_unique<Queue>(fd, format, queue_size)), format_(format) {}

LogWriter::~LogWriter() { stop(); }

void LogWriter::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) const {
    queue_->push(level, encode_log_body(format_, message, fields));
}

void LogWriter::stop() { queue_->stop(); }

std::size_t LogWriter::dropped() const { return queue_->dropped(); }

}  // namespace server::telemetry

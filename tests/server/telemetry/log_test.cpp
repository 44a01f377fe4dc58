#include "server/telemetry/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace server::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Standard error of the test goes into a pipe for as long as this lives.
class CapturedStderr {
public:
    CapturedStderr() {
        EXPECT_EQ(::pipe2(pipe_.data(), O_CLOEXEC), 0);
        saved_ = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
        ::dup2(pipe_[1], STDERR_FILENO);
    }
    ~CapturedStderr() {
        restore();
        ::close(pipe_[0]);
    }
    CapturedStderr(const CapturedStderr&) = delete;
    CapturedStderr& operator=(const CapturedStderr&) = delete;

    std::string read_all() {
        restore();
        std::string out;
        std::array<char, 4'096> buffer{};
        for (ssize_t n = 0; (n = ::read(pipe_[0], buffer.data(), buffer.size())) > 0;)
            out.append(buffer.data(), static_cast<std::size_t>(n));
        return out;
    }
    void fill() const {
        const int end =
            ::open(("/proc/self/fd/" + std::to_string(pipe_[1])).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        while (::write(end, "................", 16) > 0) {
        }
        ::close(end);
    }

private:
    void restore() {
        if (saved_ < 0) return;
        ::dup2(saved_, STDERR_FILENO);
        ::close(saved_);
        ::close(pipe_[1]);
        saved_ = -1;
    }

    std::array<int, 2> pipe_{-1, -1};
    int saved_ = -1;
};

TEST(Log, DiscardsBeforeItIsStartedAndAfterItIsStopped) {
    CapturedStderr captured;
    EXPECT_FALSE(log_enabled(LogLevel::error));
    log(LogLevel::error, "too early");
    start_log(LogLevel::info, LogFormat::json);
    log(LogLevel::error, "in time");
    stop_log();
    EXPECT_FALSE(log_enabled(LogLevel::error));
    log(LogLevel::error, "too late");
    const auto text = captured.read_all();
    EXPECT_THAT(text, HasSubstr("\"message\":\"in time\"}\n"));
    EXPECT_THAT(text, Not(HasSubstr("too")));
}

TEST(Log, WritesNothingBelowItsLevel) {
    CapturedStderr captured;
    start_log(LogLevel::warning, LogFormat::text);
    EXPECT_FALSE(log_enabled(LogLevel::info));
    EXPECT_TRUE(log_enabled(LogLevel::warning));
    log(LogLevel::info, "quiet");
    log(LogLevel::warning, "loud");
    stop_log();
    const auto text = captured.read_all();
    EXPECT_THAT(text, HasSubstr(" warning loud\n"));
    EXPECT_THAT(text, Not(HasSubstr("quiet")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << "a pipe is no terminal: no colour";
}

TEST(Log, DroppedLinesAreCountedOverStarts) {
    const auto before = log_lines_dropped();
    CapturedStderr captured;
    captured.fill();
    start_log(LogLevel::info, LogFormat::json);
    log(LogLevel::info, "lost");
    stop_log();
    EXPECT_EQ(log_lines_dropped(), before + 1);
    start_log(LogLevel::info, LogFormat::json);
    EXPECT_EQ(log_lines_dropped(), before + 1);
    log(LogLevel::info, "lost too");
    stop_log();
    EXPECT_EQ(log_lines_dropped(), before + 2);
}

TEST(Log, MayBeStartedAndStoppedWhileThreadsLog) {
    const int saved = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, STDERR_FILENO);
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([](const std::stop_token& stop) {
                while (!stop.stop_requested()) log(LogLevel::info, "a line", {{"n", std::int64_t{1}}});
            });
        }
        for (int i = 0; i < 20; ++i) {
            start_log(LogLevel::info, LogFormat::json);
            EXPECT_TRUE(log_enabled(LogLevel::info));
            stop_log();
        }
    }
    EXPECT_FALSE(log_enabled(LogLevel::error));
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    ::close(nowhere);
}

}  // namespace
}  // namespace server::telemetry

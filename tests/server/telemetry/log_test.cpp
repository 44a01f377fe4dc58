#include "server/telemetry/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/server/telemetry/captured_stderr.hpp"

namespace server::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

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

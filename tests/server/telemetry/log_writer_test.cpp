#include "server/telemetry/log_writer.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace server::telemetry {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

/// Two connected descriptors: what is written to [1] is read from [0].
struct Pipe {
    std::array<int, 2> fds{-1, -1};

    Pipe() { EXPECT_EQ(::pipe2(fds.data(), O_CLOEXEC), 0); }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void close_end(std::size_t end) {
        if (fds.at(end) >= 0) ::close(fds.at(end));
        fds.at(end) = -1;
    }
    std::string read_all() {
        close_end(1);
        std::string out;
        std::array<char, 65'536> buffer{};
        for (ssize_t n = 0; (n = ::read(fds[0], buffer.data(), buffer.size())) > 0;)
            out.append(buffer.data(), static_cast<std::size_t>(n));
        return out;
    }
};

std::size_t count_lines(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

/// Fills what the kernel keeps for a pipe, without blocking and without leaving O_NONBLOCK behind.
std::size_t fill(const Pipe& pipe) {
    const int flags = ::fcntl(pipe.fds[1], F_GETFL);
    ::fcntl(pipe.fds[1], F_SETFL, flags | O_NONBLOCK);
    std::size_t bytes = 0;
    for (ssize_t n = 0; (n = ::write(pipe.fds[1], "................", 16)) > 0;) bytes += static_cast<std::size_t>(n);
    ::fcntl(pipe.fds[1], F_SETFL, flags);
    return bytes;
}

template <typename Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

TEST(LogWriter, WritesEveryLineInOrderBeforeItEnds) {
    Pipe pipe;
    LogWriter writer(pipe.fds[1], LogFormat::json);
    for (int i = 0; i < 100; ++i) writer.write(LogLevel::info, "line", {{"n", std::int64_t{i}}});
    writer.stop();
    const auto text = pipe.read_all();
    EXPECT_EQ(count_lines(text), 100U);
    EXPECT_LT(text.find("\"n\":98}\n"), text.find("\"n\":99}\n"));
    EXPECT_EQ(writer.dropped(), 0U);
}

TEST(LogWriter, APipeThatNobodyReadsNeitherHoldsTheCallerNorTheEnd) {
    Pipe pipe;
    fill(pipe);
    LogWriter writer(pipe.fds[1], LogFormat::json, 16);
    const auto started = std::chrono::steady_clock::now();
    for (int i = 0; i < 1'000; ++i) writer.write(LogLevel::info, "line", {{"n", std::int64_t{i}}});
    EXPECT_GE(writer.dropped(), 1'000U - 16U - 1U) << "one may be in the writer's hands";
    writer.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - started, 10s) << "stop waits 1 s at most";
    EXPECT_EQ(writer.dropped(), 1'000U);
}

TEST(LogWriter, WhenTheReaderComesBackTheNewestLinesAreThere) {
    Pipe pipe;
    const auto junk = fill(pipe);
    LogWriter writer(pipe.fds[1], LogFormat::json, 16);
    for (int i = 0; i < 1'000; ++i) writer.write(LogLevel::info, "line", {{"n", std::int64_t{i}}});
    std::string text;
    {
        const std::jthread reader([&] {
            std::array<char, 65'536> buffer{};
            while (text.find("\"n\":999}\n") == std::string::npos) {
                const auto n = ::read(pipe.fds[0], buffer.data(), buffer.size());
                if (n <= 0) break;
                text.append(buffer.data(), static_cast<std::size_t>(n));
            }
        });
    }
    EXPECT_EQ(count_lines(text) + writer.dropped(), 1'000U);
    EXPECT_EQ(text.substr(0, junk), std::string(junk, '.')) << "the flags of the shared pipe were left alone";
    writer.stop();
}

TEST(LogWriter, LeavesTheSharedPipeBlocking) {
    Pipe pipe;
    LogWriter writer(pipe.fds[1], LogFormat::json);
    writer.write(LogLevel::info, "line", {});
    writer.stop();
    EXPECT_EQ(::fcntl(pipe.fds[1], F_GETFL) & O_NONBLOCK, 0);
}

TEST(LogWriter, AReaderThatHasGoneAwayIsCountedAndDoesNotEndTheProcess) {
    Pipe pipe;
    LogWriter writer(pipe.fds[1], LogFormat::text);
    pipe.close_end(0);
    writer.write(LogLevel::error, "nobody hears this", {});
    EXPECT_TRUE(eventually([&] { return writer.dropped() == 1; }));
    writer.stop();
    EXPECT_EQ(writer.dropped(), 1U);
}

TEST(LogWriter, ASocketThatNobodyReadsDoesNotHoldTheEndEither) {
    Pipe pair;
    pair.close_end(0);
    pair.close_end(1);
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.fds.data()), 0);
    const std::string long_value(3'000, 'x');
    LogWriter writer(pair.fds[1], LogFormat::json, 8'192);
    for (int i = 0; i < 2'000; ++i) writer.write(LogLevel::info, long_value, {});
    writer.stop();
    const auto dropped = writer.dropped();
    EXPECT_GT(dropped, 0U);
    const auto text = pair.read_all();
    EXPECT_GE(count_lines(text), 2'000U - dropped);
}

TEST(LogWriter, AFileThatOthersAppendToIsNotOverwritten) {
    std::string path = "/tmp/log_writer_test_XXXXXX";
    const int fd = ::mkstemp(path.data());
    ASSERT_GE(fd, 0);
    ASSERT_EQ(::write(fd, "before\n", 7), 7);
    LogWriter writer(fd, LogFormat::text);
    writer.write(LogLevel::info, "ours", {});
    writer.stop();
    ASSERT_EQ(::write(fd, "after\n", 6), 6);
    std::array<char, 200> buffer{};
    const auto n = ::pread(fd, buffer.data(), buffer.size(), 0);
    const std::string text(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    EXPECT_TRUE(text.starts_with("before\n")) << text;
    EXPECT_THAT(text, HasSubstr("ours\nafter\n"));
    ::close(fd);
    ::unlink(path.c_str());
}

TEST(LogWriter, ManyThreadsAndNoLineIsLostOrMixed) {
    Pipe pipe;
    std::string text;
    std::optional<LogWriter> writer(std::in_place, pipe.fds[1], LogFormat::text, 100'000);
    std::jthread reader([&] {
        std::array<char, 65'536> buffer{};
        for (ssize_t n = 0; (n = ::read(pipe.fds[0], buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(n));
    });
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 2'000; ++i) writer->write(LogLevel::info, "a whole line", {{"end", "here"}});
            });
        }
    }
    writer->stop();
    const auto dropped = writer->dropped();
    writer.reset();
    pipe.close_end(1);
    reader.join();
    EXPECT_EQ(dropped, 0U);
    EXPECT_EQ(count_lines(text), 8'000U);
    std::size_t whole = 0;
    for (std::size_t at = 0; (at = text.find(" info    a whole line end=here\n", at)) != std::string::npos; ++at)
        ++whole;
    EXPECT_EQ(whole, 8'000U);
}

}  // namespace
}  // namespace server::telemetry

#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

namespace server::telemetry {

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

}  // namespace server::telemetry

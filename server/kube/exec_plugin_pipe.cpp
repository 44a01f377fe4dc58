#include "server/kube/exec_plugin_pipe.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace server::kube {

Descriptor::~Descriptor() {
    if (number >= 0) ::close(number);
}

int Descriptor::release() { return std::exchange(number, -1); }

std::optional<PipeEnds> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
    PipeEnds pipe{.read_end = Descriptor(ends[0]), .write_end = Descriptor(ends[1])};
    ::fcntl(pipe.read_end.number, F_SETFL, O_NONBLOCK);  // not the other end: a shell script cannot deal with that
    return pipe;
}

PipeReader::PipeReader(const asio::any_io_executor& executor, int read_end, std::size_t limit,
                       std::function<void()> overflowed)
    : descriptor_(executor, read_end), limit_(limit), overflowed_(std::move(overflowed)) {}

void PipeReader::start() {
    if (has_ended_) return;
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](boost::system::error_code error) {
                               if (error) return;
                               self->drain();
                               self->start();
                           });
}

/// At most a pipe's fill of rounds: a child of the plugin that never stops writing must not hold the thread.
void PipeReader::drain() {
    std::array<char, 16384> piece{};
    for (int round = 0; round < 8 && !has_ended_; ++round) {
        const auto size = ::read(descriptor_.native_handle(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) return;
        has_ended_ = size <= 0;
        if (has_ended_) return;
        const auto come = static_cast<std::size_t>(size);
        const auto kept = std::min(come, limit_ - text_.size());
        text_.append(piece.data(), kept);
        if (kept == come || is_full_) continue;
        is_full_ = true;
        if (overflowed_) overflowed_();
    }
}

void PipeReader::close() {
    has_ended_ = true;
    boost::system::error_code ignored;
    descriptor_.close(ignored);
}

}  // namespace server::kube

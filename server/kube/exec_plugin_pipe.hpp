#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace server::kube {

namespace asio = boost::asio;

/// A file descriptor that is closed by its owner.
struct Descriptor {
    explicit Descriptor(int opened) : number(opened) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : number(other.release()) {}
    Descriptor& operator=(Descriptor&&) = delete;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    /// Somebody else closes it.
    int release();

    int number;
};

/// Both ends are closed by exec; the read end does not block.
struct PipeEnds {
    Descriptor read_end;
    Descriptor write_end;
};
/// None: errno says why.
[[nodiscard]] std::optional<PipeEnds> open_pipe();

/// Reads a pipe as it fills, so that who writes into it never waits, and keeps the first bytes of it.
class PipeReader : public std::enable_shared_from_this<PipeReader> {
public:
    /// `overflowed` (may be empty) is called when more than `limit` bytes came; what comes then is thrown away.
    PipeReader(const asio::any_io_executor& executor, int read_end, std::size_t limit,
               std::function<void()> overflowed);

    /// Reads in the background until the end or `close`.
    void start();
    /// Reads what is there, without waiting.
    void drain();
    void close();

    [[nodiscard]] bool is_full() const { return is_full_; }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    asio::posix::stream_descriptor descriptor_;
    std::size_t limit_;
    std::function<void()> overflowed_;
    std::string text_;
    bool is_full_ = false;
    bool has_ended_ = false;
};

}  // namespace server::kube

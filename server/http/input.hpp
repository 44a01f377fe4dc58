#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace server::http {

/// What has arrived and is not used up yet; holds the largest header that is accepted, and no more.
class Input {
public:
    explicit Input(std::size_t capacity)
        : bytes_(std::make_unique_for_overwrite<char[]>(capacity)), capacity_(capacity) {}

    [[nodiscard]] std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    /// Where the next bytes go; empty: full.
    [[nodiscard]] std::span<char> room() { return {bytes_.get() + end_, capacity_ - end_}; }
    void wrote(std::size_t bytes) { end_ += bytes; }
    void consume(std::size_t bytes) { begin_ += bytes; }

    /// Moves what is there to the front, so that a whole header fits. Views into it are void afterwards.
    void compact() {
        if (begin_ > 0 && !empty()) std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }

    /// Takes as much as fits into `target`; returns how much that was.
    std::size_t move_to(std::span<char> target) {
        const auto count = std::min(target.size(), view().size());
        if (count > 0) std::memcpy(target.data(), view().data(), count);
        consume(count);
        return count;
    }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace server::http

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace server::http {

/// `--max-body-memory`: bytes of request bodies held at one moment, all connections together. Any thread.
class BodyBudget {
public:
    explicit BodyBudget(std::size_t max) : max_(max) {}

    /// False: there is not so much left, and nothing was taken.
    [[nodiscard]] bool take(std::size_t bytes);
    void give_back(std::size_t bytes);
    [[nodiscard]] std::size_t held() const { return held_.load(std::memory_order_relaxed); }

private:
    const std::size_t max_;
    std::atomic<std::size_t> held_ = 0;
};

/// The body of one request. Its memory grows as bytes really arrive, at most to twice what is there (and never past the
/// announced length), and every growth is taken from the budget first: a client that announces 7 MiB and sends nothing
/// holds nothing. (While realloc copies, the old bytes exist once more: for a moment, at most once per worker, and not
/// at all where it moves pages.)
class Body {
public:
    Body(BodyBudget& budget, std::uint64_t length) : budget_(budget), length_(static_cast<std::size_t>(length)) {}
    ~Body();
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

    [[nodiscard]] bool complete() const { return size_ == length_; }
    /// Bytes that have not arrived yet.
    [[nodiscard]] std::size_t missing() const { return length_ - size_; }
    /// Where the next bytes go: never empty while the body is incomplete, but when the budget is used up.
    [[nodiscard]] std::span<char> room();
    /// The first `bytes` of `room()` were written.
    void wrote(std::size_t bytes) { size_ += bytes; }
    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

private:
    bool grow();

    BodyBudget& budget_;
    const std::size_t length_;
    struct Free {
        void operator()(char* bytes) const;
    };
    std::unique_ptr<char, Free> bytes_;  ///< by malloc: realloc moves a large block without copying it
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

}  // namespace server::http

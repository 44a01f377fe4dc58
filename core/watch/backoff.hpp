#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace core::watch {

/// A moment of whatever monotonic clock the caller uses; core has none of its own.
using Instant = std::chrono::nanoseconds;

/// How long to wait after a failure: 0.8 s, doubling to 30 s, each with jitter 1.0 (uniform from the delay to just
/// under twice that); from the start again after a failure that follows 2 min of health. The numbers are those of
/// client-go's reflector.
class Backoff {
public:
    static constexpr std::chrono::milliseconds first_delay{800};
    static constexpr std::chrono::milliseconds longest_delay{30'000};
    static constexpr std::chrono::minutes health_before_reset{2};

    /// Equal seeds give equal delays, neighbouring ones unlike ones.
    explicit Backoff(std::uint64_t seed) : random_state_(seed) {}

    /// A request worked: health begins, or goes on.
    void succeeded(Instant now);
    /// Health ends, but the next delay is no longer for it.
    void interrupted(Instant now);
    /// A request failed; the delay before the next.
    [[nodiscard]] std::chrono::milliseconds failed(Instant now);
    /// Uniform from `base` to just under twice that; `base` > 0.
    [[nodiscard]] std::chrono::milliseconds jittered(std::chrono::milliseconds base);

private:
    [[nodiscard]] std::uint64_t random();

    std::uint64_t random_state_;
    std::chrono::milliseconds delay_ = first_delay;
    std::optional<Instant> healthy_since_;
};

}  // namespace core::watch

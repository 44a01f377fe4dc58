#include "core/watch/backoff.hpp"

#include <algorithm>
#include <utility>

namespace core::watch {

void Backoff::succeeded(Instant now) {
    if (!healthy_since_) {
        healthy_since_ = now;
    }
}

void Backoff::interrupted(Instant now) {
    if (healthy_since_ && now - *healthy_since_ >= health_before_reset) {
        delay_ = first_delay;
    }
    healthy_since_.reset();
}

std::chrono::milliseconds Backoff::failed(Instant now) {
    interrupted(now);
    return jittered(std::exchange(delay_, std::min(delay_ * 2, longest_delay)));
}

/// SplitMix64 (Steele, Lea, Flood 2014): core has no <random>, which can ask the machine, and 8 bytes are enough.
std::uint64_t Backoff::random() {
    random_state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = random_state_;
    mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31U;
}

std::chrono::milliseconds Backoff::jittered(std::chrono::milliseconds base) {
    const auto range = static_cast<std::uint64_t>(base.count());
    return base + std::chrono::milliseconds(random() % range);  // the bias of % is below 2^-45
}

}  // namespace core::watch

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

std::chrono::milliseconds Backoff::jittered(std::chrono::milliseconds base) {
    const auto range = static_cast<std::uint64_t>(base.count());
    return base + std::chrono::milliseconds(random_() % range);  // the bias of % is 2^-49 here
}

}  // namespace core::watch

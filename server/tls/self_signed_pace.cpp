#include "server/tls/self_signed_pace.hpp"

#include <algorithm>
#include <utility>

namespace server::tls {

void Pause::begin(Instant now, std::chrono::milliseconds at_least) {
    if (now - until_ >= pauses_.calm) next_ = pauses_.first;
    const auto delay = std::max(at_least, std::exchange(next_, std::min(next_ * 2, pauses_.longest)));
    std::uniform_int_distribution<std::chrono::milliseconds::rep> more(0, delay.count() / 2);
    until_ = now + delay + std::chrono::milliseconds(more(random_));
}

void Pause::forget() {
    next_ = pauses_.first;
    until_ = Instant();
}

bool Budget::take(Instant now) {
    const std::chrono::duration<double> since = now - filled_at_;
    left_ = std::min(burst_, left_ + since.count() * per_second_);
    filled_at_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
}

}  // namespace server::tls

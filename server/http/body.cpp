#include "server/http/body.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace server::http {

namespace {

constexpr std::size_t first_room = std::size_t{16} << 10U;  // one TLS record, and most reviews whole

}  // namespace

bool BodyBudget::take(std::size_t bytes) {
    auto held = held_.load(std::memory_order_relaxed);
    do {
        if (bytes > max_ || held > max_ - bytes) return false;
    } while (!held_.compare_exchange_weak(held, held + bytes, std::memory_order_relaxed));
    return true;
}

void BodyBudget::give_back(std::size_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }

Body::~Body() { budget_.give_back(capacity_); }

std::span<char> Body::room() {
    if (size_ == capacity_ && !complete() && !grow()) return {};
    return {bytes_.get() + size_, capacity_ - size_};
}

/// Old and new memory exist side by side while the bytes are copied, so both are paid for until then.
bool Body::grow() {
    const auto wanted = std::min(length_, std::max(first_room, capacity_ * 2));
    if (!budget_.take(wanted)) return false;
    std::unique_ptr<char[]> larger;
    try {
        larger = std::make_unique_for_overwrite<char[]>(wanted);
    } catch (...) {
        budget_.give_back(wanted);
        throw;
    }
    if (size_ > 0) std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
    budget_.give_back(std::exchange(capacity_, wanted));
    return true;
}

}  // namespace server::http

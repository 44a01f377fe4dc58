#include "server/http/body.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

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

void Body::Free::operator()(char* bytes) const { std::free(bytes); }

bool Body::grow() {
    const auto wanted = std::min(length_, std::max(first_room, capacity_ * 2));
    if (!budget_.take(wanted - capacity_)) return false;
    char* const old = bytes_.release();  // realloc takes it over, unless it fails
    auto* const larger = static_cast<char*>(std::realloc(old, wanted));
    bytes_.reset(larger != nullptr ? larger : old);
    if (larger == nullptr) {
        budget_.give_back(wanted - capacity_);
        throw std::bad_alloc();
    }
    capacity_ = wanted;
    return true;
}

}  // namespace server::http

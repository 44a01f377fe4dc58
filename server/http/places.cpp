#include "server/http/places.hpp"

namespace server::http {

Place::Place(Places& places, const PeerAddress& address, Clock::time_point now)
    : places_(places), address_(address), idle_since_(now.time_since_epoch().count()) {}

Place::~Place() {
    const std::scoped_lock lock(places_.mutex_);
    places_.open_.fetch_sub(1, std::memory_order_relaxed);
    if (idle_since_.load() != taken) places_.forget(*this);
}

bool Place::begin_request() {
    auto since = idle_since_.load();
    while (since != taken) {
        if (idle_since_.compare_exchange_weak(since, busy)) return true;
    }
    return false;
}

void Place::end_request(Clock::time_point now) {
    idle_since_.store(now.time_since_epoch().count());  // it was busy: nobody else writes
}

std::shared_ptr<Place> Places::take(const PeerAddress& address, Clock::time_point now) {
    auto place = std::make_shared<Place>(*this, address, now);
    place->idle_since_ = Place::taken;  // until it is entered, its end must not look for it
    const std::scoped_lock lock(mutex_);
    open_.fetch_add(1, std::memory_order_relaxed);
    const auto known = per_address_.find(address);
    const bool address_is_full = known != per_address_.end() && known->second >= max_per_address_;
    if (address_is_full ? !make_room(&address) : held_.size() >= max_ && !make_room(nullptr)) return nullptr;
    held_.push_back(place.get());
    place->position_ = std::prev(held_.end());
    ++per_address_[address];
    place->idle_since_ = now.time_since_epoch().count();
    return place;
}

bool Places::make_room(const PeerAddress* address) {
    while (Place* const place = longest_idle(address)) {
        auto since = place->idle_since_.load();
        if (since == Place::busy || !place->idle_since_.compare_exchange_strong(since, Place::taken))
            continue;  // a request came
        forget(*place);
        if (place->give_up) place->give_up();
        return true;
    }
    return false;
}

Place* Places::longest_idle(const PeerAddress* address) {
    Place* found = nullptr;
    Clock::rep earliest = 0;
    for (Place* const place : held_) {
        const auto since = place->idle_since_.load();
        if (since == Place::busy || (address != nullptr && place->address_ != *address)) continue;
        if (found == nullptr || since < earliest) {
            found = place;
            earliest = since;
        }
    }
    return found;
}

void Places::forget(Place& place) {
    held_.erase(place.position_);
    const auto count = per_address_.find(place.address_);
    if (--count->second == 0) per_address_.erase(count);
}

}  // namespace server::http

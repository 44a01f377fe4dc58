#pragma once

#include "server/http/traffic.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>

namespace server::http {

/// A peer's address; IPv4 as the IPv6 address that maps it.
using PeerAddress = std::array<unsigned char, 16>;

class Places;

/// The place of one connection among `--max-connections`; free again when this is destroyed.
class Place {
public:
    Place(Places& places, const PeerAddress& address, Clock::time_point now);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    /// The first byte of a request is there: from now on nobody may take the place. False: somebody just has.
    [[nodiscard]] bool begin_request();
    /// The answer is sent.
    void end_request(Clock::time_point now);

    [[nodiscard]] const PeerAddress& address() const { return address_; }

    /// Ends the connection; called at most once, by the thread that calls `Places::take`, on which it is set, too.
    std::function<void()> give_up;

private:
    friend class Places;
    static constexpr Clock::rep busy = -1;
    static constexpr Clock::rep taken = -2;

    Places& places_;
    const PeerAddress address_;
    std::atomic<Clock::rep> idle_since_;
    std::list<Place*>::iterator position_;
};

/// `--max-connections` and `--max-connections-per-address`. At a limit the connection that has been without a request
/// for the longest time (of that address, at its limit) makes room.
class Places {
public:
    Places(std::size_t max, std::size_t max_per_address) : max_(max), max_per_address_(max_per_address) {}

    /// A place for a new connection; nullptr when every connection that could make room has a request. One thread.
    [[nodiscard]] std::shared_ptr<Place> take(const PeerAddress& address, Clock::time_point now);
    /// Connections that exist, those included which were told to give up and have not yet done so. Any thread.
    [[nodiscard]] std::size_t open() const { return open_.load(std::memory_order_relaxed); }

private:
    friend class Place;
    bool make_room(const PeerAddress* address);
    Place* longest_idle(const PeerAddress* address);
    void forget(Place& place);

    const std::size_t max_;
    const std::size_t max_per_address_;
    std::atomic<std::size_t> open_ = 0;
    std::mutex mutex_;  ///< guards what follows
    std::list<Place*> held_;
    std::map<PeerAddress, std::size_t> per_address_;
};

}  // namespace server::http

#pragma once

#include "server/telemetry/metrics.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>

namespace server::http {

using Clock = std::chrono::steady_clock;

/// What all connections of the webhook's port have in common. Any thread.
class Traffic {
public:
    Traffic(std::size_t max_in_flight, telemetry::Metrics& metrics)
        : max_in_flight_(max_in_flight), metrics_(metrics) {}

    /// A request's first byte, or its complete header: the shutdown waits until none has come for a while.
    void saw_request(Clock::time_point now) {
        last_request_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    }
    [[nodiscard]] Clock::time_point last_request() const {
        return Clock::time_point(Clock::duration(last_request_.load(std::memory_order_relaxed)));
    }
    /// Requests between their complete header and the last byte of their answer, refused ones included.
    [[nodiscard]] std::size_t in_flight() const { return in_flight_.load(std::memory_order_acquire); }

    std::atomic<bool> draining = false;  ///< every answer closes its connection
    std::atomic<bool> stuck = false;     ///< the shutdown timeout is over: 503 to all that is still there

private:
    friend class InFlight;
    const std::size_t max_in_flight_;
    telemetry::Metrics& metrics_;
    std::atomic<Clock::rep> last_request_ = 0;
    std::atomic<std::size_t> in_flight_ = 0;
    std::atomic<std::size_t> admitted_ = 0;
};

/// One request in flight, for as long as this lives.
class InFlight {
public:
    explicit InFlight(Traffic& traffic) : traffic_(traffic) {
        traffic_.in_flight_.fetch_add(1, std::memory_order_relaxed);
        traffic_.metrics_.request_started();
    }
    ~InFlight() {
        if (admitted_) traffic_.admitted_.fetch_sub(1, std::memory_order_relaxed);
        traffic_.metrics_.request_finished();
        traffic_.in_flight_.fetch_sub(1, std::memory_order_release);
    }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

    /// False: `--max-in-flight` reviews are being answered. Those that are turned away do not count, else they would
    /// keep each other out.
    [[nodiscard]] bool admit() {
        admitted_ = traffic_.admitted_.fetch_add(1, std::memory_order_relaxed) < traffic_.max_in_flight_;
        if (!admitted_) traffic_.admitted_.fetch_sub(1, std::memory_order_relaxed);
        return admitted_;
    }

private:
    Traffic& traffic_;
    bool admitted_ = false;
};

}  // namespace server::http

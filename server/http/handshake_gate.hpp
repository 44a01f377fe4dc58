#pragma once

#include "server/http/traffic.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <list>

namespace server::http {

/// Lets so many handshakes of one worker be worked on at once; the others wait in order of arrival. A handshake whose
/// peer has been silent for `patience` loses its place to one that waits (and queues again when its peer goes on): half
/// handshakes do not keep good clients out. One thread.
class HandshakeGate {
public:
    static constexpr std::chrono::milliseconds patience{500};

    explicit HandshakeGate(std::size_t capacity) : capacity_(capacity) {}

    /// One handshake's wish for a place. Must be destroyed before the gate.
    class Visitor {
    public:
        Visitor(HandshakeGate& gate, const boost::asio::any_io_executor& executor);
        ~Visitor();
        Visitor(const Visitor&) = delete;
        Visitor& operator=(const Visitor&) = delete;

        [[nodiscard]] bool inside() const { return inside_; }
        /// Returns when there is a place, or (not `inside()`) when `wake` was called.
        boost::asio::awaitable<void> enter();
        /// The peer is waited for from now on.
        void waits_for_peer(Clock::time_point now) { silent_since_ = now; }
        void wake() { bell_.cancel(); }

    private:
        friend class HandshakeGate;
        HandshakeGate& gate_;
        boost::asio::steady_timer bell_;
        bool inside_ = false;
        bool queued_ = false;
        Clock::time_point silent_since_ = Clock::time_point::max();  ///< max: being worked on
    };

    /// Takes places from handshakes whose peers are silent, while others wait.
    void sweep(Clock::time_point now);

private:
    void join(Visitor& visitor);
    void leave(Visitor& visitor);
    void admit_next();

    const std::size_t capacity_;
    std::list<Visitor*> inside_;
    std::list<Visitor*> queue_;
};

}  // namespace server::http

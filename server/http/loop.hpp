#pragma once

#include "server/http/session.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <unordered_map>

namespace server::http {

/// One thread's io_context and the sessions that live on it.
class Loop {
public:
    /// `handshakes`: how many of this loop's are worked on at once.
    explicit Loop(std::size_t handshakes);

    asio::io_context& context() { return context_; }
    HandshakeGate& gate() { return gate_; }
    /// Connections given to this loop that have not ended. Any thread.
    [[nodiscard]] std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }

    /// Takes the session over and starts it. Any thread.
    void adopt(std::shared_ptr<Session> session);
    /// Interrupts every session that lives at this moment. Any thread.
    void interrupt_all(Session::Interrupt why);

    /// Works until `stop`, and returns when every session has ended. Nothing that a handler throws ends it.
    void run();
    /// Any thread, also before `run`.
    void stop();

private:
    void start(const std::shared_ptr<Session>& session);
    void sweep();

    asio::io_context context_{1};
    HandshakeGate gate_;
    asio::steady_timer sweep_timer_{context_};
    std::unordered_map<Session*, std::shared_ptr<Session>> sessions_;
    std::atomic<std::size_t> connections_ = 0;
    bool stopping_ = false;
};

}  // namespace server::http

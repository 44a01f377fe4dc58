#include "server/http/handshake_gate.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace server::http {

namespace asio = boost::asio;

HandshakeGate::Visitor::Visitor(HandshakeGate& gate, const asio::any_io_executor& executor)
    : gate_(gate), bell_(executor, Clock::time_point::max()) {}

HandshakeGate::Visitor::~Visitor() { gate_.leave(*this); }

asio::awaitable<void> HandshakeGate::Visitor::enter() {
    silent_since_ = Clock::time_point::max();
    if (!inside_ && !queued_) gate_.join(*this);
    if (inside_) co_return;
    boost::system::error_code cancelled;
    co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

void HandshakeGate::join(Visitor& visitor) {
    visitor.queued_ = true;
    queue_.push_back(&visitor);
    admit_next();
}

void HandshakeGate::leave(Visitor& visitor) {
    if (visitor.queued_) queue_.remove(&visitor);
    if (visitor.inside_) inside_.remove(&visitor);
    visitor.queued_ = visitor.inside_ = false;
    admit_next();
}

void HandshakeGate::admit_next() {
    while (inside_.size() < capacity_ && !queue_.empty()) {
        Visitor& next = *queue_.front();
        inside_.splice(inside_.end(), queue_, queue_.begin());
        next.queued_ = false;
        next.inside_ = true;
        next.bell_.cancel();
    }
}

void HandshakeGate::sweep(Clock::time_point now) {
    for (auto waiting = queue_.size(); waiting > 0; --waiting) {
        const auto silent =
            std::ranges::find_if(inside_, [&](const Visitor* v) { return v->silent_since_ < now - patience; });
        if (silent == inside_.end()) return;
        leave(**silent);
    }
}

}  // namespace server::http

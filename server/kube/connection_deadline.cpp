#include "server/kube/connection_deadline.hpp"

#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace server::kube {

/// Outlives its Deadline for as long as the timer's last handler is on its way.
struct Deadline::State : std::enable_shared_from_this<State> {
    explicit State(const asio::any_io_executor& executor) : timer(executor) {}

    /// A deadline that moves back with every piece of a body sets no timer each time: the old one is let run out.
    void arm() {
        if (armed <= when) return;
        armed = when;
        timer.expires_at(when);
        timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
            if (!error) self->fired();
        });
    }

    void fired() {
        armed = Clock::time_point::max();
        if (Clock::now() < when) return arm();
        is_over = true;
        if (interrupt) interrupt();
    }

    asio::steady_timer timer;
    Clock::time_point when = Clock::time_point::max();
    Clock::time_point armed = Clock::time_point::max();
    std::function<void()> interrupt;
    bool is_over = false;
};

Deadline::Deadline(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {}

Deadline::~Deadline() {
    state_->is_over = true;
    state_->interrupt = nullptr;
    state_->timer.cancel();
}

void Deadline::set(Clock::time_point when) {
    if (state_->is_over) return;
    state_->when = when;
    state_->arm();
}

void Deadline::guard(std::function<void()> interrupt) {
    state_->interrupt = std::move(interrupt);
    if (state_->is_over && state_->interrupt) state_->interrupt();
}

bool Deadline::is_over() const { return state_->is_over; }

Clock::time_point Deadline::when() const { return state_->when; }

}  // namespace server::kube

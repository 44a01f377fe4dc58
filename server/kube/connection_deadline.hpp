#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace server::kube {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

/// The moment until which somebody waits for a socket, a process or another coroutine: when it comes, the wait is
/// interrupted. Boost 1.81 has no `cancel_after`; and a loser of `||` would have to be waited for, which a name lookup
/// does not allow. Belongs to one executor's thread.
class Deadline {
public:
    explicit Deadline(const asio::any_io_executor& executor);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    /// Earlier or later than before; one that is over stays over.
    void set(Clock::time_point when);
    /// What ends the wait that is under way, in place of the one before; must be safe to call when that wait, or what
    /// it waits for, is gone. Called at once when the deadline is over already.
    void guard(std::function<void()> interrupt);

    [[nodiscard]] bool is_over() const;
    [[nodiscard]] Clock::time_point when() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace server::kube

#pragma once

#include "server/tls/self_signed_pace.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace server::tls {

/// One thing that may be wrong. The log hears of it when it begins, when it is another one, once a minute while it
/// lasts, and when it is over; of one that comes and goes all the time once a minute, too. `text` is for
/// `/readyz?verbose`. One thread.
class Trouble {
public:
    /// `over`: the log line at its end.
    explicit Trouble(std::string over) : over_(std::move(over)) {}

    /// `kind` tells one trouble from another (`403`); `text` is one line for a person that says what to do.
    void is(const std::string& kind, std::string text, Instant now);
    void ends();

    /// Empty: nothing is wrong.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string over_;
    std::string kind_;
    std::string text_;
    Instant said_at_;
    bool is_said_ = false;
};

}  // namespace server::tls

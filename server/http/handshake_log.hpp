#pragma once

#include "server/http/traffic.hpp"
#include "server/http/transport.hpp"

#include <array>
#include <atomic>
#include <string>
#include <string_view>

namespace server::http {

/// What to do about a handshake that failed so, in words for the log; empty for what no operator can mend (a peer that
/// went away, noise).
[[nodiscard]] std::string_view advice(telemetry::Handshake kind);

/// Says why handshakes fail, where an operator can do something about it: at most one line a minute for each kind,
/// because a caller that is turned away comes again with every Pod. `tls_handshakes_total` counts them all. Any thread.
class HandshakeLog {
public:
    static constexpr std::chrono::minutes silence{1};

    /// Whether a line is due; if so, it counts as written.
    [[nodiscard]] bool is_due(telemetry::Handshake kind, Clock::time_point now);
    /// Writes it. `caller`: the peer's address.
    static void write(const HandshakeFailure& failure, const std::string& caller);

private:
    /// When the next line may come, in ticks of the clock, for each kind; 0: now.
    std::array<std::atomic<Clock::rep>, telemetry::handshake_count> next_{};
};

}  // namespace server::http

#pragma once

#include "server/http/server.hpp"
#include "server/http/traffic.hpp"

namespace server::http {

/// How far a shutdown is (product.md, `--shutdown-delay`, `--shutdown-timeout`). Pure: the clock and the traffic are
/// given.
enum class ShutdownStep {
    draining,   ///< go on serving; every answer closes its connection
    drained,    ///< nothing in flight, no request for `shutdown_quiet`, and `shutdown_delay` is over: done
    timed_out,  ///< `shutdown_timeout` is over
};
struct ShutdownFacts {
    Clock::duration since_start;  ///< of the shutdown
    Clock::duration since_last_request;
    std::size_t in_flight;
};
[[nodiscard]] ShutdownStep shutdown_step(const ShutdownFacts& facts, const Limits& limits);

}  // namespace server::http

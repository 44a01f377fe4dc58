#include "server/http/shutdown.hpp"

namespace server::http {

ShutdownStep shutdown_step(const ShutdownFacts& facts, const Limits& limits) {
    const bool quiet = facts.in_flight == 0 && facts.since_last_request >= limits.shutdown_quiet;
    if (quiet && facts.since_start >= limits.shutdown_delay) return ShutdownStep::drained;
    return facts.since_start >= limits.shutdown_timeout ? ShutdownStep::timed_out : ShutdownStep::draining;
}

}  // namespace server::http

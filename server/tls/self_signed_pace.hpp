#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace server::tls {

using Instant = std::chrono::steady_clock::time_point;

/// How long to leave something alone after doing it: `first`, doubling to `longest`, each with up to half of it more
/// (replicas that fail together must not come back together); from the start again after `calm` without.
struct Pauses {
    std::chrono::milliseconds first;
    std::chrono::milliseconds longest;
    std::chrono::milliseconds calm;
};

/// Such pauses; the time is the caller's. One thread.
class Pause {
public:
    Pause(Pauses pauses, std::uint64_t seed) : pauses_(pauses), next_(pauses.first), random_(seed) {}

    [[nodiscard]] bool is_over(Instant now) const { return now >= until_; }
    /// At least so long as `at_least`.
    void begin(Instant now, std::chrono::milliseconds at_least = {});
    /// It is over, and the next one is a first one.
    void forget();

private:
    Pauses pauses_;
    std::chrono::milliseconds next_;
    Instant until_;
    std::mt19937_64 random_;
};

/// So many at once, and so many a second in the long run.
struct Allowance {
    double burst;
    double per_second;
};

/// So many at once, and so many a second (a token bucket). One thread.
class Budget {
public:
    explicit Budget(Allowance allowance) : burst_(allowance.burst), per_second_(allowance.per_second), left_(burst_) {}

    /// True, and one is taken; false: all are used up.
    [[nodiscard]] bool take(Instant now);

private:
    double burst_;
    double per_second_;
    double left_;
    Instant filled_at_;
};

}  // namespace server::tls

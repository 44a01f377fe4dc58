#include "certs/rotation/life.hpp"

#include <algorithm>

namespace certs::rotation {

Life life_of(const Facts& certificate) {
    return {.from = std::max(certificate.not_before, TimePoint{}), .to = std::max(certificate.not_after, TimePoint{})};
}

Life both(const Life& one, const Life& other) {
    return {.from = std::max(one.from, other.from), .to = std::min(one.to, other.to)};
}

bool has_expired(const Life& life, TimePoint now) { return now >= life.to; }

bool is_not_valid_yet(const Life& life, TimePoint now) { return life.from > now + clock_tolerance; }

bool is_valid(const Life& life, TimePoint now) { return !has_expired(life, now) && !is_not_valid_yet(life, now); }

TimePoint leaf_due(const Life& leaf) { return leaf.from + (leaf.to - leaf.from) / 3 * 2; }

TimePoint authority_due(const Life& authority, const Settings& settings) {
    const auto third = (authority.to - authority.from) / 3;
    const TimePoint too_short_for_a_leaf = authority.to - std::chrono::days(settings.leaf_days);
    return std::max(authority.from + third, std::min(authority.from + third * 2, too_short_for_a_leaf));
}

TimePoint backdated(TimePoint now, int lifetime_days) {
    const std::chrono::minutes tenth = std::chrono::minutes(std::chrono::days(lifetime_days)) / 10;
    return now - std::min<std::chrono::minutes>(tenth, std::chrono::days(1));
}

}  // namespace certs::rotation

#include "server/kube/read_budget.hpp"

#include <algorithm>
#include <iterator>

namespace server::kube {
namespace {

constexpr std::chrono::seconds sweep_interval{10};

}  // namespace

void ReadBudget::refill(Bucket& bucket, const ReadRate& rate, Instant now) {
    const std::chrono::duration<double> elapsed = now - bucket.filled_at;
    bucket.tokens = std::min(rate.burst, bucket.tokens + elapsed.count() * rate.per_second);
    bucket.filled_at = now;
}

bool ReadBudget::take(std::string_view namespace_name, Instant now) {
    forget_full(now);
    refill(all_, of_all_, now);
    Bucket& own = namespaces_.try_emplace(std::string(namespace_name), Bucket{of_namespace_.burst, now}).first->second;
    refill(own, of_namespace_, now);
    if (own.tokens < 1 || all_.tokens < 1) return false;
    own.tokens -= 1;
    all_.tokens -= 1;
    return true;
}

void ReadBudget::forget_full(Instant now) {
    if (now - swept_at_ < sweep_interval) return;
    swept_at_ = now;
    for (auto entry = namespaces_.begin(); entry != namespaces_.end();) {
        refill(entry->second, of_namespace_, now);
        entry = entry->second.tokens >= of_namespace_.burst ? namespaces_.erase(entry) : std::next(entry);
    }
}

}  // namespace server::kube

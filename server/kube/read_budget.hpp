#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace server::kube {

/// How many live reads are allowed: so many at once, and so many a second.
struct ReadRate {
    double burst;
    double per_second;
};

/// Budgets of live reads, one for each namespace and one for all (token buckets), so that one busy namespace can
/// neither flood the API server nor use up what the others need. Ours are an order of magnitude above what a burst of
/// new Pods in a new namespace needs, and below what an API server notices. One thread; the time is the caller's.
class ReadBudget {
public:
    using Instant = std::chrono::steady_clock::time_point;

    explicit ReadBudget(ReadRate of_namespace = {.burst = 50, .per_second = 25},
                        ReadRate of_all = {.burst = 400, .per_second = 200})
        : of_namespace_(of_namespace), of_all_(of_all), all_{of_all.burst, {}} {}

    /// True, and one is taken from both; false when either is used up, and nothing is taken.
    [[nodiscard]] bool take(std::string_view namespace_name, Instant now);

    /// Namespaces with less than their full budget; the others cost no memory.
    [[nodiscard]] std::size_t size() const { return namespaces_.size(); }

private:
    struct Bucket {
        double tokens;
        Instant filled_at;
    };
    static void refill(Bucket& bucket, const ReadRate& rate, Instant now);
    void forget_full(Instant now);

    ReadRate of_namespace_;
    ReadRate of_all_;
    Bucket all_;
    std::unordered_map<std::string, Bucket> namespaces_;
    Instant swept_at_;
};

}  // namespace server::kube

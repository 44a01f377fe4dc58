#pragma once

#include <atomic>

#include <prometheus/family.h>

namespace server::telemetry {

/// A series that comes into being when it is first needed: the product of all labels would be over a thousand lines of
/// zeros. Two threads that meet here get the same series from `Add`, which takes a lock; later calls are one atomic
/// load.
template <typename Metric>
class LazySeries {
public:
    template <typename MakeLabels>
    Metric& get(prometheus::Family<Metric>& family, MakeLabels make_labels) {
        Metric* known = metric_.load(std::memory_order_acquire);
        if (known == nullptr) {
            known = &family.Add(make_labels());
            metric_.store(known, std::memory_order_release);
        }
        return *known;
    }

private:
    std::atomic<Metric*> metric_{nullptr};
};

}  // namespace server::telemetry

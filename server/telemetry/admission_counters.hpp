#pragma once

#include "core/mutation/outcome.hpp"
#include "server/telemetry/lazy_series.hpp"

#include <array>
#include <cstddef>

#include <prometheus/counter.h>
#include <prometheus/family.h>

namespace server::telemetry {

/// Every combination of the labels of `admissions_total`, as 10 KB of pointers. What a cluster sees on its first day,
/// or an alert asks for, is there from the start, at 0, so that `rate()` sees the first of them, too; the rest comes
/// when it is needed. Any thread.
class AdmissionCounters {
public:
    explicit AdmissionCounters(prometheus::Family<prometheus::Counter>& family);

    void increment(const core::mutation::Outcome& outcome);

private:
    prometheus::Counter& at(core::mutation::Resource resource, core::mutation::Operation operation,
                            core::mutation::Verdict verdict, core::mutation::Reason reason);

    static constexpr std::size_t size = std::size_t{core::mutation::resource_count} * core::mutation::operation_count *
                                        core::mutation::verdict_count * core::mutation::reason_count;
    prometheus::Family<prometheus::Counter>& family_;
    std::array<LazySeries<prometheus::Counter>, size> series_;
};

}  // namespace server::telemetry

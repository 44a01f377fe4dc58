#include "server/telemetry/self_signed_metrics.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace server::telemetry {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using Results = std::array<Counter*, write_result_count>;

prometheus::Family<Counter>& counters(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

prometheus::Family<Gauge>& gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

/// One counter for each result, all there from the start, so that `rate()` sees their first increase.
Results results(prometheus::Family<Counter>& family, prometheus::Labels labels) {
    Results of{};
    for (int i = 0; i < write_result_count; ++i) {
        labels["result"] = to_string(static_cast<WriteResult>(i));
        of[static_cast<std::size_t>(i)] = &family.Add(labels);
    }
    return of;
}

}  // namespace

const char* to_string(WriteResult result) {
    switch (result) {
        case WriteResult::done: return "done";
        case WriteResult::conflict: return "conflict";
        case WriteResult::forbidden: return "forbidden";
        case WriteResult::failed: return "failed";
    }
    return "unknown";
}

/// The gauges have no series before their first value: a zero would be an alert that nothing has earned.
struct SelfSignedMetrics::Families {
    explicit Families(prometheus::Registry& registry)
        : ca_expiry(gauges(registry, "ca_expiry_timestamp_seconds", "When the newest self-managed CA expires.")),
          bundle_right(gauges(registry, "ca_bundle_right",
                              "1 while the caBundle of each of our webhooks is what the Secret says.")),
          policy_weaker(gauges(registry, "failure_policy_weaker_than_asked",
                               "1 while failurePolicy of pods is weaker than the configuration asks for.")),
          patches(results(counters(registry, "webhook_configuration_patches_total",
                                   "Patches of the MutatingWebhookConfiguration sent."),
                          {})) {
        auto& family = counters(registry, "secret_writes_total", "Changes of the certificate's Secret sent.");
        std::ranges::transform(secret_changes, writes.begin(),
                               [&](const char* change) { return results(family, {{"change", change}}); });
    }

    prometheus::Family<Gauge>& ca_expiry;
    prometheus::Family<Gauge>& bundle_right;
    prometheus::Family<Gauge>& policy_weaker;
    Results patches;
    std::array<Results, secret_changes.size()> writes{};
};

SelfSignedMetrics::SelfSignedMetrics(prometheus::Registry& registry)
    : families_(std::make_unique<Families>(registry)) {}
SelfSignedMetrics::~SelfSignedMetrics() = default;

void SelfSignedMetrics::ca_expires(std::chrono::system_clock::time_point when) {
    const std::chrono::duration<double> since_epoch = when.time_since_epoch();
    families_->ca_expiry.Add({}).Set(since_epoch.count());
}

void SelfSignedMetrics::secret_written(std::string_view change, WriteResult result) {
    const auto found =
        std::ranges::find(secret_changes, change, [](const char* word) { return std::string_view(word); });
    if (found == secret_changes.end()) return;
    const auto index = static_cast<std::size_t>(found - secret_changes.begin());
    families_->writes.at(index)[static_cast<std::size_t>(result)]->Increment();
}

void SelfSignedMetrics::configuration_patched(WriteResult result) {
    families_->patches[static_cast<std::size_t>(result)]->Increment();
}

void SelfSignedMetrics::ca_bundle_right(bool is_right) { families_->bundle_right.Add({}).Set(is_right ? 1 : 0); }

void SelfSignedMetrics::failure_policy_weaker(bool is_weaker) {
    families_->policy_weaker.Add({}).Set(is_weaker ? 1 : 0);
}

}  // namespace server::telemetry

#include "server/telemetry/metrics.hpp"

#include "server/telemetry/admission_counters.hpp"
#include "server/telemetry/certificate_metrics.hpp"
#include "server/telemetry/cluster_metrics.hpp"
#include "server/telemetry/duration_histogram.hpp"
#include "server/telemetry/lazy_series.hpp"
#include "server/telemetry/process_metrics.hpp"
#include "server/telemetry/self_signed_metrics.hpp"
#include "server/telemetry/state_metrics.hpp"
#include "server/telemetry/version.hpp"

#include <array>
#include <atomic>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace server::telemetry {
namespace {

using core::mutation::Outcome;
using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Labels;

prometheus::Family<Counter>& counters(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

prometheus::Family<Gauge>& gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

/// One counter for each enumerator, all there from the start: a series that appears with its first event has no
/// increase for `rate()`, so that first event would never be seen in an alert.
template <typename Enum, int count>
class CounterPer {
public:
    CounterPer(prometheus::Family<Counter>& family, const char* label) {
        for (int i = 0; i < count; ++i) {
            const auto index = static_cast<std::size_t>(i);
            counters_[index] = &family.Add({{label, to_string(static_cast<Enum>(i))}});
        }
    }
    void increment(Enum which) { counters_[static_cast<std::size_t>(which)]->Increment(); }

private:
    std::array<Counter*, static_cast<std::size_t>(count)> counters_{};
};

/// A moment that is not known yet has no series: a zero would look like a certificate that expired in 1970.
class Timestamp {
public:
    explicit Timestamp(prometheus::Family<Gauge>& family) : family_(family) {}

    void set(std::chrono::system_clock::time_point when) {
        const std::chrono::duration<double> since_epoch = when.time_since_epoch();
        gauge_.get(family_, [] { return Labels{}; }).Set(since_epoch.count());
    }

private:
    prometheus::Family<Gauge>& family_;
    LazySeries<Gauge> gauge_;
};

enum class Load { ok, error };
const char* to_string(Load load) { return load == Load::ok ? "ok" : "error"; }

void add_build_info(prometheus::Registry& registry) {
    Labels labels{{"version", std::string(version())}};
    for (const auto& component : components()) labels.emplace(component.name, component.version);
    gauges(registry, "build_info", "Always 1: what the program was built from.").Add(labels).Set(1);
}

}  // namespace

struct Metrics::Families {
    prometheus::Registry registry;
    AdmissionCounters admissions{counters(registry, "admissions_total", "Admission reviews answered.")};
    DurationHistogram duration;
    Gauge& in_flight{
        gauges(registry, "in_flight_requests", "Requests from their complete header to the last byte of the answer.")
            .Add({})};
    CounterPer<Refusal, refusal_count> refused{counters(registry, "refused_total", "Requests and reviews refused."),
                                               "reason"};
    CounterPer<Handshake, handshake_count> handshakes{
        counters(registry, "tls_handshakes_total", "TLS handshakes ended."), "result"};
    Gauge& connections{gauges(registry, "connections", "Connections open now.").Add({})};
    Counter& connections_opened{counters(registry, "connections_total", "Connections accepted.").Add({})};
    CounterPer<Close, close_count> connections_closed{
        counters(registry, "connections_closed_total", "Connections ended."), "reason"};
    Gauge& profiles{gauges(registry, "profiles", "Profiles known.").Add({})};
    Gauge& namespaces{gauges(registry, "namespaces", "Namespaces known.").Add({})};
    Gauge& service_accounts{gauges(registry, "service_accounts", "Service accounts known.").Add({})};
    CounterPer<Load, 2> loads{counters(registry, "loads_total", "Attempts to load the Profiles."), "result"};
    Timestamp last_load{
        gauges(registry, "last_load_timestamp_seconds", "When Profiles were last loaded without an error.")};
    Timestamp certificate_expiry{
        gauges(registry, "certificate_expiry_timestamp_seconds", "When the served certificate expires.")};
    Counter& log_lines_dropped{
        counters(registry, "log_lines_dropped_total", "Log lines dropped because nobody read them in time.").Add({})};
    std::atomic<std::size_t> log_lines_dropped_so_far{0};
    StateMetrics state{registry};
    std::unique_ptr<CertificateMetrics> certificates;
    std::unique_ptr<ClusterMetrics> cluster;
    std::unique_ptr<SelfSignedMetrics> self_signed;
};

Metrics::Metrics() : families_(std::make_unique<Families>()) { add_build_info(families_->registry); }

Metrics::~Metrics() = default;

void Metrics::record(const Outcome& outcome, std::chrono::nanoseconds elapsed) {
    families_->admissions.increment(outcome);
    families_->duration.observe(elapsed);
}

void Metrics::refused(Refusal reason) { families_->refused.increment(reason); }

void Metrics::request_started() { families_->in_flight.Increment(); }

void Metrics::request_finished() { families_->in_flight.Decrement(); }

void Metrics::handshake(Handshake result) { families_->handshakes.increment(result); }

void Metrics::connection_opened() {
    families_->connections_opened.Increment();
    families_->connections.Increment();
}

void Metrics::connection_closed(Close reason) {
    families_->connections_closed.increment(reason);
    families_->connections.Decrement();
}

void Metrics::known(std::size_t profiles, std::size_t namespaces, std::size_t service_accounts) {
    families_->profiles.Set(static_cast<double>(profiles));
    families_->namespaces.Set(static_cast<double>(namespaces));
    families_->service_accounts.Set(static_cast<double>(service_accounts));
}

void Metrics::loaded(bool ok) {
    families_->loads.increment(ok ? Load::ok : Load::error);
    if (ok) families_->last_load.set(std::chrono::system_clock::now());
}

StateMetrics& Metrics::state() { return families_->state; }

ClusterMetrics& Metrics::cluster() {
    if (!families_->cluster) families_->cluster = std::make_unique<ClusterMetrics>(families_->registry);
    return *families_->cluster;
}

SelfSignedMetrics& Metrics::self_signed() {
    if (!families_->self_signed) families_->self_signed = std::make_unique<SelfSignedMetrics>(families_->registry);
    return *families_->self_signed;
}

CertificateMetrics& Metrics::certificates() {
    if (!families_->certificates) families_->certificates = std::make_unique<CertificateMetrics>(families_->registry);
    return *families_->certificates;
}

void Metrics::certificate_expires(std::chrono::system_clock::time_point when) {
    families_->certificate_expiry.set(when);
}

void Metrics::log_lines_dropped(std::size_t total) {
    auto& so_far = families_->log_lines_dropped_so_far;
    auto before = so_far.load(std::memory_order_relaxed);
    // A total that is older than what was said already must not count twice.
    while (before < total && !so_far.compare_exchange_weak(before, total, std::memory_order_relaxed)) {
    }
    if (before < total) families_->log_lines_dropped.Increment(static_cast<double>(total - before));
}

std::string Metrics::serialize() const {
    auto families = families_->registry.Collect();
    families.push_back(
        families_->duration.collect("profile_iam_webhook_admission_duration_seconds",
                                    "From the complete request to the answer that is ready to be sent."));
    for (auto& family : collect_process_metrics()) families.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace server::telemetry

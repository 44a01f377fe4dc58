#include "server/telemetry/certificate_metrics.hpp"

#include <array>
#include <cstddef>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace server::telemetry {
namespace {

using prometheus::Counter;
using prometheus::Gauge;

constexpr std::size_t roles = 2;

prometheus::Family<Gauge>& gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

struct Series {
    Counter* taken = nullptr;
    Counter* refused = nullptr;
    Gauge* up_to_date = nullptr;
};

}  // namespace

const char* to_string(CertificateRole role) { return role == CertificateRole::server ? "server" : "client_ca"; }

struct CertificateMetrics::Families {
    explicit Families(prometheus::Registry& of)
        : registry(of),
          loads(prometheus::BuildCounter()
                    .Name("profile_iam_webhook_certificate_loads_total")
                    .Help("Certificates taken into use (ok), and reasons why one could not be (error).")
                    .Register(of)),
          up_to_date(gauges(of, "certificate_up_to_date",
                            "1 while the certificate that is offered is the one in use, 0 while it cannot be used.")) {}

    prometheus::Registry& registry;
    prometheus::Family<Counter>& loads;
    prometheus::Family<Gauge>& up_to_date;
    std::array<Series, roles> series{};
    Gauge* client_ca_expiry = nullptr;  ///< comes with its first value: a zero would look like 1970

    Series& of(CertificateRole role) { return series.at(static_cast<std::size_t>(role)); }
};

CertificateMetrics::CertificateMetrics(prometheus::Registry& registry)
    : families_(std::make_unique<Families>(registry)) {}

CertificateMetrics::~CertificateMetrics() = default;

void CertificateMetrics::declare(CertificateRole role) {
    const char* name = to_string(role);
    families_->of(role) = {.taken = &families_->loads.Add({{"certificate", name}, {"result", "ok"}}),
                           .refused = &families_->loads.Add({{"certificate", name}, {"result", "error"}}),
                           .up_to_date = &families_->up_to_date.Add({{"certificate", name}})};
}

void CertificateMetrics::taken(CertificateRole role) { families_->of(role).taken->Increment(); }

void CertificateMetrics::refused(CertificateRole role) { families_->of(role).refused->Increment(); }

void CertificateMetrics::up_to_date(CertificateRole role, bool is) { families_->of(role).up_to_date->Set(is ? 1 : 0); }

void CertificateMetrics::client_ca_expires(std::chrono::system_clock::time_point when) {
    const std::chrono::duration<double> since_epoch = when.time_since_epoch();
    if (families_->client_ca_expiry == nullptr)
        families_->client_ca_expiry = &gauges(families_->registry, "client_ca_expiry_timestamp_seconds",
                                              "When the last of the client CAs in use expires.")
                                           .Add({});
    families_->client_ca_expiry->Set(since_epoch.count());
}

}  // namespace server::telemetry

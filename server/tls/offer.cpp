#include "server/tls/offer.hpp"

#include "server/telemetry/log.hpp"

#include <utility>

namespace server::tls {

using telemetry::LogLevel;

Offer::Offer(telemetry::CertificateRole role, std::string what, telemetry::CertificateMetrics& metrics)
    : role_(role), what_(std::move(what)), metrics_(metrics) {
    metrics_.declare(role_);
}

void Offer::taken() {
    metrics_.taken(role_);
    metrics_.up_to_date(role_, true);
    complaint_.clear();
    failed_before_ = false;
}

void Offer::unchanged() {
    failed_before_ = false;
    if (complaint_.empty()) return;
    complaint_.clear();
    metrics_.up_to_date(role_, true);
    telemetry::log(LogLevel::info, "the " + what_ + " that is offered is the one in use again");
}

void Offer::refused(const std::string& why, const std::string& in_use) {
    const bool is_believed = failed_before_ || in_use.empty();
    failed_before_ = true;
    if (!is_believed || why == complaint_) return;
    complaint_ = why;
    metrics_.up_to_date(role_, false);
    if (in_use.empty()) {
        telemetry::log(LogLevel::info, "waiting for the first " + what_ + ": " + why);
        return;
    }
    metrics_.refused(role_);
    telemetry::log(LogLevel::warning,
                   "the offered " + what_ + " cannot be used, the last good one stays in use: " + why,
                   {{"certificate", to_string(role_)}, {"in_use_until", in_use}});
}

}  // namespace server::tls

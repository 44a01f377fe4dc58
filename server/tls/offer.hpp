#pragma once

#include "server/telemetry/certificate_metrics.hpp"

#include <string>

namespace server::tls {

/// What becomes of the certificates that are offered for one role: counts, and says each reason once. A failure is
/// believed when the next look finds one, too: a Secret's certificate and key are seen half-changed for a moment, and a
/// warning that heals by itself within a second teaches operators to ignore warnings. One thread at a time.
class Offer {
public:
    /// `what`: how the log names it, `certificate`.
    Offer(telemetry::CertificateRole role, std::string what, telemetry::CertificateMetrics& metrics);

    /// What is offered has just been taken into use.
    void taken();
    /// What is offered is what is in use.
    void unchanged();
    /// What is offered cannot be used; `in_use`: when the last good one expires, as the log shows it. Empty: there is
    /// none yet, which is believed at once, told as news, and no error: a source is waited for.
    void refused(const std::string& why, const std::string& in_use);

    /// Why the one that is offered cannot be used; empty while it can.
    [[nodiscard]] const std::string& complaint() const { return complaint_; }

private:
    telemetry::CertificateRole role_;
    std::string what_;
    telemetry::CertificateMetrics& metrics_;
    std::string complaint_;
    bool failed_before_ = false;  ///< the last look was a failure
};

}  // namespace server::tls

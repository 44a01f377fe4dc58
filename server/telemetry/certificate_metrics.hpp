#pragma once

#include <chrono>
#include <memory>

namespace prometheus {
class Registry;
}

namespace server::telemetry {

/// What a certificate is for: label `certificate`.
enum class CertificateRole {
    server,     ///< the one that we serve, with its key
    client_ca,  ///< the CAs of `--client-ca`
};
[[nodiscard]] const char* to_string(CertificateRole role);

/// How far what is offered (files, a Secret) is what is in use; prefix `profile_iam_webhook_`. Any thread; none waits.
class CertificateMetrics {
public:
    explicit CertificateMetrics(prometheus::Registry& registry);
    ~CertificateMetrics();
    CertificateMetrics(const CertificateMetrics&) = delete;
    CertificateMetrics& operator=(const CertificateMetrics&) = delete;

    /// The series of this role exist from now on; before any thread uses them. `client_ca` only with `--client-ca`.
    void declare(CertificateRole role);
    /// `certificate_loads_total{certificate,result}`: `ok` for each one that was taken into use, `error` once for each
    /// reason why one cannot be.
    void taken(CertificateRole role);
    void refused(CertificateRole role);
    /// `certificate_up_to_date{certificate}`: 0 while what is offered cannot be used, so the last good one stays.
    void up_to_date(CertificateRole role, bool is);
    /// `client_ca_expiry_timestamp_seconds`: when the last of the client CAs in use expires.
    void client_ca_expires(std::chrono::system_clock::time_point when);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace server::telemetry

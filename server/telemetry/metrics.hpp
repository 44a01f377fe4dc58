#pragma once

#include "core/mutation/outcome.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace server::telemetry {

class CertificateMetrics;
class ClusterMetrics;
class SelfSignedMetrics;
class StateMetrics;

/// Why input was refused, as the label of `profile_iam_webhook_refused_total`. One enumerator for each row of the
/// refusals table of product.md.
enum class Refusal {
    method,
    unknown_path,
    content_type,
    no_length,
    bad_framing,
    http_version,
    timeout,
    body_too_large,
    headers_too_large,
    broken_json,
    too_deep,
    wrong_shape,
    bad_name,
    not_synced,
    unknown_objects,
    in_flight_limit,
    body_memory_limit,
    draining,
};
inline constexpr int refusal_count = static_cast<int>(Refusal::draining) + 1;
[[nodiscard]] const char* to_string(Refusal refusal);

/// How a TLS handshake ended: label `result` of `profile_iam_webhook_tls_handshakes_total`.
enum class Handshake {
    done,
    timeout,
    plain_http,
    protocol_version,
    no_shared_cipher,
    client_certificate_missing,     ///< `--client-ca` asks for one
    client_certificate_expired,     ///< or not valid yet
    client_certificate_unknown_ca,  ///< of none of the CAs of `--client-ca`
    client_certificate_other,       ///< for another purpose, with too small a key, ...
    server_certificate_refused,     ///< the caller does not accept ours: its caBundle, the name, the dates
    reset,
    other
};
inline constexpr int handshake_count = static_cast<int>(Handshake::other) + 1;
[[nodiscard]] const char* to_string(Handshake result);

/// Why a connection ended: label `reason` of `profile_iam_webhook_connections_closed_total`.
enum class Close { peer, asked, idle, timeout, made_room, refused, age, error };
inline constexpr int close_count = static_cast<int>(Close::error) + 1;
[[nodiscard]] const char* to_string(Close reason);

/// All metrics of the process, prefix `profile_iam_webhook_`. Label sets are bounded: never a namespace or a name.
/// Every member may be called from any thread; none waits, and none but `serialize` allocates in the steady state
/// (`Family::Add` costs 150-300 ns, a kept Counter& 7 ns, measured: the references are kept).
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// One answered review: `admissions_total{resource,operation,outcome,reason}`, `admission_duration_seconds`.
    void record(const core::mutation::Outcome& outcome, std::chrono::nanoseconds elapsed);
    /// `refused_total{reason}`: a request or a review that was refused.
    void refused(Refusal reason);
    /// `in_flight_requests`: from the complete header to the last byte of the answer.
    void request_started();
    void request_finished();
    void handshake(Handshake result);
    void connection_opened();
    void connection_closed(Close reason);
    /// `profiles`, `namespaces`, `service_accounts` known.
    void known(std::size_t profiles, std::size_t namespaces, std::size_t service_accounts);
    /// `loads_total{result="ok"|"error"}`; `ok` also sets `last_load_timestamp_seconds`.
    void loaded(bool ok);
    /// What is so at this moment; there from the start.
    [[nodiscard]] StateMetrics& state();
    /// The metrics of a cluster as the source; they exist from the first call on (before any thread uses them).
    [[nodiscard]] ClusterMetrics& cluster();
    /// The metrics of `--self-signed-secret`, in the same way.
    [[nodiscard]] SelfSignedMetrics& self_signed();
    /// How certificates are loaded; they exist from the first call on (before any thread uses them).
    [[nodiscard]] CertificateMetrics& certificates();
    /// `certificate_expiry_timestamp_seconds` of the served leaf.
    void certificate_expires(std::chrono::system_clock::time_point when);
    /// `log_lines_dropped_total`.
    void log_lines_dropped(std::size_t total);

    /// The Prometheus text format, process metrics and `build_info` included.
    [[nodiscard]] std::string serialize() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace server::telemetry

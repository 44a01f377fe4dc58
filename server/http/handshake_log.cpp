#include "server/http/handshake_log.hpp"

#include "server/telemetry/log.hpp"

namespace server::http {

using telemetry::Handshake;
using telemetry::LogLevel;

std::string_view advice(Handshake kind) {
    switch (kind) {
        case Handshake::server_certificate_refused:
            return "a caller does not accept our certificate: does the caBundle of the webhook configuration hold the "
                   "CA that signed it, and is the certificate for the name that is called?";
        case Handshake::client_certificate_missing:
            return "a caller without a client certificate was turned away (--client-ca): if it is kube-apiserver, does "
                   "its AdmissionConfiguration name a kubeconfig with a certificate for this webhook?";
        case Handshake::client_certificate_expired:
            return "a client certificate that has expired, or is not valid yet, was turned away: renew the caller's";
        case Handshake::client_certificate_unknown_ca:
            return "a client certificate of an unknown CA was turned away: does the file of --client-ca hold the CA "
                   "that signed it?";
        case Handshake::client_certificate_other:
            return "a client certificate that cannot be used was turned away: is it for clients (extendedKeyUsage "
                   "clientAuth), with a key that is strong enough (and, with TLS 1.2, if ECDSA then on P-256)?";
        case Handshake::protocol_version:
            return "a caller speaks no version of TLS that is served here (--tls-min-version), or no TLS at all";
        case Handshake::no_shared_cipher:
            return "a caller has no cipher suite or group in common with this server (--tls-cipher-suites)";
        case Handshake::done:
        case Handshake::timeout:
        case Handshake::plain_http:
        case Handshake::reset:
        case Handshake::other: break;
    }
    return {};
}

bool HandshakeLog::is_due(Handshake kind, Clock::time_point now) {
    if (advice(kind).empty()) return false;
    auto& next = next_.at(static_cast<std::size_t>(kind));
    auto due = next.load(std::memory_order_relaxed);
    const auto ticks = now.time_since_epoch().count();
    // Of two threads that meet here, one writes.
    return ticks >= due &&
           next.compare_exchange_strong(due, (now + silence).time_since_epoch().count(), std::memory_order_relaxed);
}

void HandshakeLog::write(const HandshakeFailure& failure, const std::string& caller) {
    // Anybody who reaches the port can bring the last two about, a scanner of ports does.
    const bool is_common = failure.kind == Handshake::protocol_version || failure.kind == Handshake::no_shared_cipher;
    telemetry::log(is_common ? LogLevel::info : LogLevel::warning, advice(failure.kind),
                   {{"handshake", telemetry::to_string(failure.kind)}, {"caller", caller}, {"detail", failure.detail}});
}

}  // namespace server::http

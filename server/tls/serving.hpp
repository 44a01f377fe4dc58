#pragma once

#include "certs/certificate.hpp"
#include "certs/client_ca.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"
#include "server/tls/key_source.hpp"
#include "server/tls/offer.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace server::tls {

/// What `serve` is told about TLS, beside where its pair comes from.
struct ServingOptions {
    certs::ServerSettings settings = {};  ///< `--tls-min-version`, `--tls-cipher-suites`; its client CA is ours to fill
    std::string client_ca_file = {};      ///< `--client-ca`; empty: nobody is asked for a certificate
    /// The source makes its pair while we run (a Secret that many replicas agree on): none at the start is no failure.
    bool waits_for_first_pair = false;
    std::chrono::milliseconds poll_interval{1'000};  ///< how often the source is asked for its pair; more than 0
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

/// Keeps one TLS context in force: that of the source's pair and of the client CAs. A pair that cannot be used
/// (half-written, mismatched, expired, ...) never replaces a good one, nor does a file of client CAs: that is logged
/// once, counted, and the last good one stays in use. A new context is published whole; running connections keep
/// theirs.
/// Readiness check `certificate`: not ready before the first pair, and while the served leaf is expired (kube-apiserver
/// refuses it then; another replica may have a fresh one). Ready with a remark while what the source offers is not what
/// is served, and when the source has one. Check `client_ca`, only with such a file: the same, not ready when all
/// client CAs in use have expired.
class Serving {
public:
    /// Asks for the first pair and publishes its context. Throws std::runtime_error, one line for a person, when the
    /// settings or the client CAs cannot be used, or the pair cannot and `waits_for_first_pair` is not set.
    Serving(std::unique_ptr<KeySource> source, ServingOptions options, telemetry::Metrics& metrics,
            telemetry::Readiness& readiness);
    /// Ends the thread, then the source.
    ~Serving();
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    /// Empty only before the first pair, with `waits_for_first_pair`: connections are closed until then.
    [[nodiscard]] Published<ssl_ctx_st>& context() { return context_; }
    /// The file with the development CA, PEM; empty when there is none.
    [[nodiscard]] std::string development_ca_file() const { return source_->development_ca_file(); }

    /// Looks every `poll_interval` on a thread of its own from now on; once.
    void start();
    /// One such look, on the calling thread: takes the source's pair and the client CAs if they changed and can be
    /// used. A failure is believed when the next look finds one, too. Not together with `start`.
    void refresh();

private:
    // Each takes what is offered now, if it is new and can be used.
    certs::Result<void> take_pair();
    certs::Result<void> take_client_ca();
    certs::Result<void> use(certs::KeyPair pair);
    certs::Result<void> use(certs::ClientCa ca);
    [[nodiscard]] std::string pair_in_use_until() const;
    void judge_pair();
    void judge_client_ca();
    void run(const std::stop_token& stop);

    ServingOptions options_;
    telemetry::Metrics& metrics_;
    telemetry::Readiness& readiness_;
    std::unique_ptr<KeySource> source_;
    Published<ssl_ctx_st> context_;
    certs::KeyPair served_;
    std::chrono::system_clock::time_point expires_;  ///< of `served_`
    Offer pair_offer_;
    certs::ClientCa client_ca_;
    std::optional<Offer> client_ca_offer_;  ///< with `client_ca_file`
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace server::tls

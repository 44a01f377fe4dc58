#pragma once

#include "certs/certificate.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"
#include "server/tls/key_source.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace server::tls {

/// What `serve` is told about TLS, beside where its pair comes from.
struct ServingOptions {
    certs::ServerSettings settings = {};  ///< `--tls-min-version`, `--tls-cipher-suites`
    /// The source makes its pair while we run (a Secret that many replicas agree on): none at the start is no failure.
    bool waits_for_first_pair = false;
    std::chrono::milliseconds poll_interval{1'000};  ///< how often the source is asked for its pair; more than 0
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

/// Keeps one TLS context in force: that of the source's pair. A pair that cannot be used (half-written, mismatched,
/// expired, ...) never replaces a good one: it is logged once and the last good one stays in use. A new context is
/// published whole; running connections keep theirs.
/// Readiness check `certificate`: not ready before the first pair, and while the served leaf is expired (kube-apiserver
/// refuses it then; another replica may have a fresh one). Ready with a remark while what the source offers is not what
/// is served, and when the source has one.
class Serving {
public:
    /// Asks for the first pair and publishes its context. Throws std::runtime_error, one line for a person, when the
    /// settings cannot be used, or the pair cannot and `waits_for_first_pair` is not set.
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

    /// Asks the source every `poll_interval` on a thread of its own from now on; once.
    void start();
    /// One such step, on the calling thread: takes the source's pair if it changed and can be used. Not together with
    /// `start`.
    void refresh();

private:
    certs::Result<void> take(certs::KeyPair pair);
    certs::Result<void> ask_source();
    void report(const std::string& failure);
    void judge();
    void run(const std::stop_token& stop);

    ServingOptions options_;
    telemetry::Metrics& metrics_;
    telemetry::Readiness& readiness_;
    std::unique_ptr<KeySource> source_;
    Published<ssl_ctx_st> context_;
    certs::KeyPair served_;
    std::chrono::system_clock::time_point expires_;
    std::string last_failure_;  ///< what was logged last; empty: the source's pair is the one in force
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace server::tls

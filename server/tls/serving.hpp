#pragma once

#include "certs/certificate.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace server::tls {

class KeySource;

/// What `serve` is told about its certificate.
struct ServingOptions {
    std::string certificate_file;     ///< `--tls-cert`; both files or neither
    std::string key_file;             ///< `--tls-key`; neither: a development CA and leaf are made
    std::string development_ca_file;  ///< where the development CA is written (0644); empty: a temporary file
    certs::ServerSettings settings;   ///< `--tls-min-version`, `--tls-cipher-suites`
    std::chrono::milliseconds poll_interval{1'000};  ///< how often the source is asked for its pair; more than 0
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

/// Keeps one TLS context in force: the pair of the files, or a development pair for `localhost`, `127.0.0.1` and `::1`.
/// A pair that cannot be used (half-written, mismatched, expired, ...) never replaces a good one: it is logged once and
/// the last good one stays in use. A new context is published whole; running connections keep theirs.
/// Readiness check `certificate`: not ready before the first pair, and while the served leaf is expired (kube-apiserver
/// refuses it then; another replica may have a fresh one).
class Serving {
public:
    /// Loads or makes the first pair and publishes its context. Throws std::runtime_error, one line for a person, when
    /// the pair, the settings or the place for the development CA cannot be used.
    Serving(ServingOptions options, telemetry::Metrics& metrics, telemetry::Readiness& readiness);
    /// Ends the thread; removes the development CA if it is a temporary file.
    ~Serving();
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    /// Never empty.
    [[nodiscard]] Published<ssl_ctx_st>& context() { return context_; }
    /// The file with the development CA, PEM; empty when the pair comes from files.
    [[nodiscard]] const std::string& development_ca_file() const { return development_ca_file_; }

    /// Asks the source every `poll_interval` on a thread of its own from now on; once.
    void start();
    /// One such step, on the calling thread: takes the source's pair if it changed and can be used. Not together with
    /// `start`.
    void refresh();

private:
    certs::Result<void> take(certs::KeyPair pair);
    certs::Result<void> ask_source();
    void report(const std::string& failure);
    void judge_expiry();
    void run(const std::stop_token& stop);

    ServingOptions options_;
    telemetry::Metrics& metrics_;
    telemetry::Readiness& readiness_;
    std::string development_ca_file_;
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

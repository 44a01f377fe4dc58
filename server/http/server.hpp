#pragma once

#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"
#include "server/live/reads.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX: certs builds it, http uses it

namespace server::http {

/// The limits of product.md, "Command line" and "The answer"; the names are the flags' names.
struct Limits {
    std::size_t max_connections = 1024;
    std::size_t max_connections_per_address = 512;
    std::size_t max_unfinished_handshakes = 64;  ///< worked on at once; the others wait
    std::size_t max_in_flight = 256;
    std::size_t max_body_memory = std::size_t{64} << 20U;  ///< bytes of bodies held at one moment
    std::size_t max_body_size = std::size_t{7} << 20U;
    std::size_t max_header_size = std::size_t{16} << 10U;
    std::chrono::milliseconds handshake_timeout{10'000};    ///< from accept
    std::chrono::milliseconds request_timeout{10'000};      ///< from the request's first byte to the body's last
    std::chrono::milliseconds write_timeout{10'000};        ///< for the whole answer
    std::chrono::milliseconds idle_timeout{120'000};        ///< longer than kube-apiserver's 90 s (platform.md)
    std::chrono::milliseconds max_connection_age{600'000};  ///< then `Connection: close` on the next answer
    std::chrono::milliseconds shutdown_delay{5'000};
    std::chrono::milliseconds shutdown_timeout{30'000};
    std::chrono::milliseconds shutdown_quiet{2'000};  ///< no request for so long: drained
};

/// All that a handler may use. The referred objects outlive the server.
struct Services {
    const Published<core::profile::Directory>& directory;  ///< `current()` is nullptr until the first load
    const core::mutation::Policy& policy;
    telemetry::Metrics& metrics;
    telemetry::Readiness& readiness;
    const Published<ssl_ctx_st>& tls;   ///< taken once per accepted connection
    live::Reads* live_reads = nullptr;  ///< nullptr: what the directory lacks is absent (files)
};

/// Where to listen, and with how many threads.
struct Addresses {
    std::string bind_address;           ///< empty: all, IPv6 and IPv4
    std::uint16_t port = 8443;          ///< 0: any free port (tests)
    std::uint16_t metrics_port = 8080;  ///< on the same address
    std::size_t workers = 1;            ///< threads that answer, each with its own io_context
};

/// The two listeners, the worker threads and the control thread.
class Server {
public:
    /// Binds both ports, and takes SIGTERM and SIGINT from here on (`run` acts on them). Throws std::runtime_error that
    /// names the address, the port, the flag which changes it and the system's reason.
    Server(const Addresses& addresses, const Limits& limits, Services services);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::uint16_t metrics_port() const;

    /// Serves until `drain` has ended or `stop` is called; the calling thread becomes the control thread (health,
    /// metrics, accepting, deadlines). SIGTERM and SIGINT drain; a second one exits the process at once. Returns true
    /// when drained, false when the shutdown timeout ended it with requests in flight.
    bool run();

    /// Begins the shutdown: not ready, `Connection: close` on every answer; ends when nothing is in flight, no request
    /// came for `shutdown_quiet` and `shutdown_delay` is over, or at `shutdown_timeout`. Any thread; more than once is
    /// harmless.
    void drain();
    /// Ends at once. Any thread.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::http

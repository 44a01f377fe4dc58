#include "server/cli/flags_serve.hpp"

#include "server/cli/flags_checks.hpp"
#include "server/cli/flags_workers.hpp"

#include <unistd.h>

#include <string>
#include <utility>

namespace server::cli {
namespace {

constexpr const char* listening = "Listening";
constexpr const char* tls = "TLS";
constexpr const char* limits = "Limits";
constexpr const char* shutdown = "Shutdown";
constexpr const char* logging = "Logging";

constexpr std::int64_t most_connections = 1'000'000;
constexpr std::uint64_t kib = 1U << 10U;
constexpr std::uint64_t gib = 1U << 30U;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

std::vector<Flag> listening_flags() {
    const auto cores = std::to_string(available_cores());
    return {
        {.name = "port",
         .kind = FlagKind::integer,
         .default_text = "8443",
         .help = "port of /mutate, TLS; 0: any free one",
         .group = listening,
         .placeholder = "PORT",
         .check = integer_between(0, 65'535)},
        {.name = "bind-address",
         .default_text = "",
         .help = "IP address of both ports",
         .group = listening,
         .placeholder = "ADDRESS",
         .default_help = "all, IPv6 and IPv4",
         .check = check_ip_address},
        {.name = "metrics-port",
         .kind = FlagKind::integer,
         .default_text = "8080",
         .help = "port of /metrics, /livez, /readyz and /version, plain HTTP; 0: any free one",
         .group = listening,
         .placeholder = "PORT",
         .check = integer_between(0, 65'535)},
        {.name = "workers",
         .kind = FlagKind::integer,
         .default_text = cores,
         .help = "threads that answer",
         .group = listening,
         .placeholder = "NUMBER",
         .default_help = "cores in the cgroup, here " + cores,
         .check = integer_between(1, 1'024)},
    };
}

std::vector<Flag> tls_flags() {
    return {
        {.name = "tls-cert",
         .default_text = "",
         .help = "certificate chain in PEM, the leaf first; reread when it changes. Without this and "
                 "--self-signed-secret a development certificate for localhost is made (inside a cluster only when "
                 "--development-ca-file asks for it)",
         .group = tls,
         .placeholder = "FILE"},
        {.name = "tls-key",
         .default_text = "",
         .help = "its private key in PEM; reread when it changes",
         .group = tls,
         .placeholder = "FILE"},
        {.name = "client-ca",
         .default_text = "",
         .help = "only callers with a client certificate of one of these CAs (PEM) may connect; reread when it changes",
         .group = tls,
         .placeholder = "FILE",
         .default_help = "anybody may"},
        {.name = "self-signed-secret",
         .default_text = "",
         .help = "make a CA and a certificate, keep them in this Secret and renew them; write the caBundle of "
                 "--webhook-configuration",
         .group = tls,
         .placeholder = "NAMESPACE/NAME",
         .check = check_secret},
        {.name = "service",
         .default_text = "",
         .help = "the Service that kube-apiserver calls: the certificate must be for NAME.NAMESPACE.svc",
         .group = tls,
         .placeholder = "NAMESPACE/NAME",
         .default_help = "with --self-signed-secret profile-iam-webhook in its namespace, else the name is not checked",
         .check = check_service},
        {.name = "webhook-configuration",
         .default_text = "profile-iam-webhook",
         .help = "the MutatingWebhookConfiguration whose caBundle --self-signed-secret keeps right",
         .group = tls,
         .placeholder = "NAME",
         .check = check_object_name},
        {.name = "tls-min-version",
         .kind = FlagKind::choice,
         .default_text = "1.2",
         .help = "oldest version of TLS that is spoken",
         .group = tls,
         .choices = {"1.2", "1.3"}},
        {.name = "tls-cipher-suites",
         .kind = FlagKind::list,
         .default_text = "",
         .help = "cipher suites by the names that OpenSSL or, for TLS 1.3, IANA has for them",
         .group = tls,
         .placeholder = "NAME,...",
         .default_help = "OpenSSL's"},
        {.name = "development-ca-file",
         .default_text = "",
         .help = "where the CA of the development certificate is written",
         .group = tls,
         .placeholder = "FILE",
         .default_help = "a temporary file, which the log names"},
    };
}

std::vector<Flag> limit_flags() {
    return {
        {.name = "max-connections",
         .kind = FlagKind::integer,
         .default_text = "1024",
         .help = "at this limit the connection that has been idle longest makes room",
         .group = limits,
         .placeholder = "NUMBER",
         .check = integer_between(1, most_connections)},
        {.name = "max-connections-per-address",
         .kind = FlagKind::integer,
         .default_text = "512",
         .help = "the same for the connections of one client address",
         .group = limits,
         .placeholder = "NUMBER",
         .check = integer_between(1, most_connections)},
        {.name = "max-in-flight",
         .kind = FlagKind::integer,
         .default_text = "256",
         .help = "requests from the complete header to the last byte of the answer; more are answered 503",
         .group = limits,
         .placeholder = "NUMBER",
         .check = integer_between(1, most_connections)},
        {.name = "max-body-memory",
         .kind = FlagKind::bytes,
         .default_text = "64MiB",
         .help = "memory for the bodies of all requests; more are answered 503",
         .group = limits,
         .placeholder = "SIZE",
         .check = bytes_between(kib, 64 * gib)},
        {.name = "max-body-size",
         .kind = FlagKind::bytes,
         .default_text = "7MiB",
         .help = "largest body of one request; larger ones are answered 413",
         .group = limits,
         .placeholder = "SIZE",
         .check = bytes_between(kib, gib)},
        {.name = "max-connection-age",
         .kind = FlagKind::duration,
         .default_text = "10m",
         .help = "age at which a connection is closed with its next answer, so that new replicas get work",
         .group = limits,
         .placeholder = "DURATION",
         .check = duration_between(1, 30 * day_ms)},
    };
}

std::vector<Flag> shutdown_flags() {
    return {
        {.name = "shutdown-delay",
         .kind = FlagKind::duration,
         .default_text = "5s",
         .help = "how long requests are served at least after SIGTERM, until the last client has heard of it",
         .group = shutdown,
         .placeholder = "DURATION",
         .check = duration_between(0, hour_ms)},
        {.name = "shutdown-timeout",
         .kind = FlagKind::duration,
         .default_text = "30s",
         .help = "when the process ends whatever is still in flight",
         .group = shutdown,
         .placeholder = "DURATION",
         .check = duration_between(1, hour_ms)},
    };
}

std::vector<Flag> logging_flags() {
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    return {
        {.name = "log-level",
         .kind = FlagKind::choice,
         .default_text = "info",
         .help = "the least important lines that are written to standard error",
         .group = logging,
         .choices = {"debug", "info", "warning", "error"}},
        {.name = "log-format",
         .kind = FlagKind::choice,
         .default_text = terminal ? "text" : "json",
         .help = "how these lines look",
         .group = logging,
         .default_help = "text on a terminal, else json",
         .choices = {"text", "json"}},
    };
}

}  // namespace

std::vector<Flag> serve_flags() {
    std::vector<Flag> all;
    for (auto& table : {listening_flags(), tls_flags(), limit_flags(), shutdown_flags(), logging_flags()}) {
        for (const auto& flag : table) all.push_back(flag);
    }
    return all;
}

}  // namespace server::cli

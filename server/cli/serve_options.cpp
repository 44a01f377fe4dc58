#include "server/cli/serve_options.hpp"

#include "certs/certificate.hpp"
#include "server/cli/cluster_options.hpp"
#include "server/cli/flags_policy.hpp"
#include "server/cli/flags_serve.hpp"

#include <utility>

namespace server::cli {
namespace {

using telemetry::LogFormat;
using telemetry::LogLevel;

http::Addresses addresses(const Flags& flags) {
    http::Addresses out;
    out.bind_address = flags.text("bind-address");
    out.port = static_cast<std::uint16_t>(flags.integer("port"));
    out.metrics_port = static_cast<std::uint16_t>(flags.integer("metrics-port"));
    out.workers = static_cast<std::size_t>(flags.integer("workers"));
    return out;
}

http::Limits limits(const Flags& flags) {
    http::Limits out;
    out.max_connections = static_cast<std::size_t>(flags.integer("max-connections"));
    out.max_connections_per_address = static_cast<std::size_t>(flags.integer("max-connections-per-address"));
    out.max_in_flight = static_cast<std::size_t>(flags.integer("max-in-flight"));
    out.max_body_memory = flags.bytes("max-body-memory");
    out.max_body_size = flags.bytes("max-body-size");
    out.max_connection_age = flags.duration("max-connection-age");
    out.shutdown_delay = flags.duration("shutdown-delay");
    out.shutdown_timeout = flags.duration("shutdown-timeout");
    return out;
}

LogLevel to_log_level(const std::string& word) {
    if (word == "debug") return LogLevel::debug;
    if (word == "warning") return LogLevel::warning;
    return word == "error" ? LogLevel::error : LogLevel::info;
}

ObjectName object_name(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return {};
    return {.namespace_name = text.substr(0, slash), .name = text.substr(slash + 1)};
}

void read_tls(const Flags& flags, ServeOptions& options) {
    options.tls_cert = flags.text("tls-cert");
    options.tls_key = flags.text("tls-key");
    options.client_ca = flags.text("client-ca");
    options.tls_min_version = flags.text("tls-min-version");
    options.tls_cipher_suites = flags.list("tls-cipher-suites");
    options.development_ca_file = flags.text("development-ca-file");
    options.self_signed_secret = object_name(flags.text("self-signed-secret"));
    options.service = object_name(flags.text("service"));
    options.webhook_configuration = flags.text("webhook-configuration");
    if (options.service.empty() && !options.self_signed_secret.empty())
        options.service = {.namespace_name = options.self_signed_secret.namespace_name, .name = "profile-iam-webhook"};
}

/// One source of certificates, and settings that OpenSSL can carry out.
void check_tls(const Flags& flags, const ServeOptions& options) {
    if (options.tls_cert.empty() && !options.tls_key.empty()) flags.refuse("tls-key", "needs --tls-cert");
    if (!options.tls_cert.empty() && options.tls_key.empty()) flags.refuse("tls-cert", "needs --tls-key");
    for (const char* other : {"tls-cert", "development-ca-file"}) {
        if (options.self_signed_secret.empty() || flags.text(other).empty()) continue;
        flags.refuse("self-signed-secret", std::string("makes the certificate itself: leave --") + other + " out");
    }
    const auto settings =
        certs::check_settings({.min_version = options.tls_min_version, .cipher_suites = options.tls_cipher_suites});
    if (!settings) flags.refuse("tls-cipher-suites", settings.error().detail);
}

/// What no flag can say of itself alone. The flag that is named is one that was given: a default is never the mistake.
void check_together(const Flags& flags, const ServeOptions& options) {
    const auto given_of = [&](const char* one, const char* other) { return flags.value(one).is_set() ? one : other; };
    check_tls(flags, options);
    if (options.addresses.port != 0 && options.addresses.port == options.addresses.metrics_port) {
        flags.refuse(given_of("port", "metrics-port"), "--port and --metrics-port must differ");
    }
    if (options.limits.max_body_memory < options.limits.max_body_size) {
        flags.refuse(given_of("max-body-memory", "max-body-size"),
                     "--max-body-memory must hold one body of --max-body-size");
    }
    if (options.limits.shutdown_timeout < options.limits.shutdown_delay) {
        flags.refuse(given_of("shutdown-timeout", "shutdown-delay"),
                     "--shutdown-timeout must not be shorter than --shutdown-delay");
    }
}

}  // namespace

std::string service_dns_name(const ServeOptions& options) {
    return options.service.empty() ? std::string()
                                   : options.service.name + "." + options.service.namespace_name + ".svc";
}

void add_serve_flags(Flags& flags) {
    for (const auto& flag : serve_flags()) flags.declare(flag);
}

ServeOptions serve_options(const Flags& flags) {
    ServeOptions options;
    options.addresses = addresses(flags);
    options.limits = limits(flags);
    options.policy = policy(flags);
    options.profiles = profiles(flags);
    read_tls(flags, options);
    options.log_level = to_log_level(flags.text("log-level"));
    options.log_format = flags.text("log-format") == "text" ? LogFormat::text : LogFormat::json;
    check_together(flags, options);
    return options;
}

void choose_source(const Flags& flags, ServeOptions& options) {
    const bool keeps_secret = !options.self_signed_secret.empty();
    if (keeps_secret && !options.profiles.empty() && !names_cluster(flags))
        flags.refuse("self-signed-secret",
                     "needs a cluster for its Secret: --kubeconfig FILE (or $KUBECONFIG) names one; none is given, and "
                     "this is no Pod of a cluster");
    if (keeps_secret) options.secret_cluster = cluster_configuration(flags);
    if (!options.profiles.empty()) return;
    options.cluster = keeps_secret ? options.secret_cluster : cluster_configuration(flags);
    const bool no_certificate = options.tls_cert.empty() && !keeps_secret && options.development_ca_file.empty();
    if (no_certificate && options.cluster->is_own_cluster) {
        // Its names would be localhost's: no API server would accept it, and every Pod would wait for that.
        flags.refuse("tls-cert",
                     "or --self-signed-secret is needed in a cluster: a development certificate is for localhost "
                     "(if that is what you want: --development-ca-file)");
    }
}

}  // namespace server::cli

#pragma once

#include "core/mutation/policy.hpp"
#include "server/cli/flags.hpp"
#include "server/http/server.hpp"
#include "server/kube/configuration.hpp"
#include "server/telemetry/log.hpp"

#include <optional>
#include <string>
#include <vector>

namespace server::cli {

/// `NAMESPACE/NAME`.
struct ObjectName {
    std::string namespace_name;
    std::string name;

    [[nodiscard]] bool empty() const { return name.empty(); }
    friend bool operator==(const ObjectName&, const ObjectName&) = default;
};

/// Everything that the flags of `serve` say, checked (product.md, "Command line").
struct ServeOptions {
    http::Addresses addresses;
    http::Limits limits;
    core::mutation::Policy policy;
    std::string profiles;                        ///< `--profiles FILE-OR-FOLDER`
    std::optional<kube::Configuration> cluster;  ///< set by `choose_source` when `profiles` is empty
    std::string tls_cert;                        ///< both or neither
    std::string tls_key;
    std::string client_ca;  ///< `--client-ca`; empty: nobody needs a client certificate
    /// `--self-signed-secret`; both parts empty: none. Excludes `tls_cert` and `development_ca_file`.
    ObjectName self_signed_secret;
    std::optional<kube::Configuration> secret_cluster;  ///< set by `choose_source` with `self_signed_secret`
    /// `--service`; with `self_signed_secret` `profile-iam-webhook` in its namespace unless given; both parts empty:
    /// the certificate's name is not checked.
    ObjectName service;
    std::string webhook_configuration = "profile-iam-webhook";  ///< `--webhook-configuration`
    std::string tls_min_version = "1.2";
    std::vector<std::string> tls_cipher_suites;
    std::string
        development_ca_file;  ///< `--development-ca-file`: where the development CA is written; empty: a temporary file
    telemetry::LogLevel log_level = telemetry::LogLevel::info;
    telemetry::LogFormat log_format = telemetry::LogFormat::json;
};

/// The name by which kube-apiserver calls `options.service`, `<name>.<namespace>.svc`; empty when there is none.
[[nodiscard]] std::string service_dns_name(const ServeOptions& options);

/// The flags of `serve` alone; `add_policy_flags` declares the others.
void add_serve_flags(Flags& flags);

/// What the resolved flags say. Throws WrongUse when they contradict each other (a certificate without a key).
[[nodiscard]] ServeOptions serve_options(const Flags& flags);

/// Finds out where Profiles come from, and which cluster has the Secret of `--self-signed-secret`: a kubeconfig, or the
/// Pod's credentials, is read unless `--profiles` was given and no such Secret. Throws WrongUse when there is no source
/// that can be used, or when it needs a certificate and there is none.
void choose_source(const Flags& flags, ServeOptions& options);

}  // namespace server::cli

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

/// Everything that the flags of `serve` say, checked (product.md, "Command line").
struct ServeOptions {
    http::Addresses addresses;
    http::Limits limits;
    core::mutation::Policy policy;
    std::string profiles;                        ///< `--profiles FILE-OR-FOLDER`
    std::optional<kube::Configuration> cluster;  ///< set by `choose_source` when `profiles` is empty
    std::string tls_cert;                        ///< both or neither
    std::string tls_key;
    std::string tls_min_version = "1.2";
    std::vector<std::string> tls_cipher_suites;
    std::string
        development_ca_file;  ///< `--development-ca-file`: where the development CA is written; empty: a temporary file
    telemetry::LogLevel log_level = telemetry::LogLevel::info;
    telemetry::LogFormat log_format = telemetry::LogFormat::json;
};

/// The flags of `serve` alone; `add_policy_flags` declares the others.
void add_serve_flags(Flags& flags);

/// What the resolved flags say. Throws WrongUse when they contradict each other (a certificate without a key).
[[nodiscard]] ServeOptions serve_options(const Flags& flags);

/// Finds out where Profiles come from: a kubeconfig, or the Pod's credentials, is read unless `--profiles` was given.
/// Throws WrongUse when there is no source that can be used, or when it needs a certificate and there is none.
void choose_source(const Flags& flags, ServeOptions& options);

}  // namespace server::cli

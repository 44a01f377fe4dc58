#include "server/cli/serve.hpp"

#include "server/cli/certificate_source.hpp"
#include "server/cli/flags_policy.hpp"
#include "server/cli/print_config.hpp"
#include "server/cli/profile_source.hpp"
#include "server/cli/serve_options.hpp"
#include "server/http/server.hpp"
#include "server/telemetry/log.hpp"
#include "server/telemetry/version.hpp"
#include "server/tls/serving.hpp"

#include <CLI/App.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <utility>

namespace server::cli {
namespace {

using telemetry::LogLevel;

tls::ServingOptions serving_options(const ServeOptions& options) {
    tls::ServingOptions serving;
    serving.waits_for_first_pair = !options.self_signed_secret.empty();
    serving.client_ca_file = options.client_ca;
    serving.settings.min_version = options.tls_min_version;
    serving.settings.cipher_suites = options.tls_cipher_suites;
    return serving;
}

void log_serving(const ServeOptions& options, const http::Server& server, const tls::Serving& serving) {
    telemetry::log(LogLevel::info, "serving",
                   {{"port", std::int64_t{server.port()}},
                    {"metrics_port", std::int64_t{server.metrics_port()}},
                    {"workers", static_cast<std::int64_t>(options.addresses.workers)},
                    {"mode", to_string(options.policy.mode)},
                    {"profiles", options.cluster ? options.cluster->description : options.profiles},
                    {"development_ca", serving.development_ca_file()},
                    {"version", telemetry::version()}});
}

/// The order is the story: what answers need first, then the ports, then the files; health answers from the second step
/// on.
int serve(const ServeOptions& options) {
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    Published<core::profile::Directory> directory;
    tls::Serving serving(make_key_source(options, metrics, readiness), serving_options(options), metrics, readiness);
    ProfileSource source(options, directory, metrics, readiness);
    http::Server server(options.addresses, options.limits,
                        {directory, options.policy, metrics, readiness, serving.context(), source.live_reads()});
    serving.start();
    log_serving(options, server, serving);
    source.start();
    return server.run() ? 0 : 1;
}

int run(Flags& flags) {
    flags.resolve();
    ServeOptions options = serve_options(flags);
    if (print_config_asked(flags)) {
        std::cout << print_config(flags);
        return 0;
    }
    choose_source(flags, options);
    // A peer that goes away in the middle of a write is an error code for its session, not the end of the process.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    telemetry::start_log(options.log_level, options.log_format);
    int exit_code = 1;
    try {
        exit_code = serve(options);
    } catch (const std::exception& failure) {
        telemetry::log(LogLevel::error, failure.what());
    }
    telemetry::stop_log();
    return exit_code;
}

}  // namespace

void add_serve(CLI::App& root, int& exit_code) {
    CLI::App* command = root.add_subcommand("serve", "Answer AdmissionReviews over TLS until SIGTERM");
    auto flags = std::make_shared<Flags>();
    add_serve_flags(*flags);
    add_policy_flags(*flags);
    flags->add_to(*command);
    command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace server::cli

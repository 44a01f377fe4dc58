#pragma once

#include "server/cli/serve_options.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"
#include "server/tls/key_source.hpp"

#include <memory>

namespace server::cli {

/// Where `serve` has its certificate from: the Secret of `--self-signed-secret`, the files of `--tls-cert` and
/// `--tls-key`, else a development CA that is made here. `choose_source` must have been called. Throws
/// std::runtime_error, one line for a person, when the cluster's certificates cannot be read or the development CA
/// cannot be written. The references outlive the source.
[[nodiscard]] std::unique_ptr<tls::KeySource> make_key_source(const ServeOptions& options, telemetry::Metrics& metrics,
                                                              const telemetry::Readiness& readiness);

}  // namespace server::cli

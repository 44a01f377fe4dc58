#pragma once

#include "server/cli/serve_options.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/tls/key_source.hpp"

#include <memory>

namespace server::cli {

/// Where `serve` has its certificate from: the files of `--tls-cert` and `--tls-key`, else a development CA that is
/// made here. `choose_source` must have been called. Throws std::runtime_error, one line for a person, when the
/// development CA cannot be written.
[[nodiscard]] std::unique_ptr<tls::KeySource> make_key_source(const ServeOptions& options, telemetry::Metrics& metrics);

}  // namespace server::cli

#include "server/cli/certificate_source.hpp"

#include "server/tls/development_source.hpp"
#include "server/tls/files_source.hpp"

#include <chrono>
#include <stdexcept>

namespace server::cli {

std::unique_ptr<tls::KeySource> make_key_source(const ServeOptions& options, telemetry::Metrics& /*metrics*/) {
    if (!options.tls_cert.empty())
        return std::make_unique<tls::FilesSource>(options.tls_cert, options.tls_key, service_dns_name(options));
    return std::make_unique<tls::DevelopmentSource>(options.development_ca_file, std::chrono::system_clock::now());
}

}  // namespace server::cli

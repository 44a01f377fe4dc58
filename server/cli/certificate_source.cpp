#include "server/cli/certificate_source.hpp"

#include "server/cli/service_names.hpp"
#include "server/tls/development_source.hpp"
#include "server/tls/files_source.hpp"
#include "server/tls/self_signed.hpp"

#include <chrono>
#include <stdexcept>

namespace server::cli {
namespace {

tls::SelfSignedOptions self_signed_options(const ServeOptions& options) {
    tls::SelfSignedOptions out;
    out.cluster = options.secret_cluster.value();
    out.secret_namespace = options.self_signed_secret.namespace_name;
    out.secret_name = options.self_signed_secret.name;
    out.service = {.namespace_name = options.service.namespace_name, .name = options.service.name};
    out.webhook_configuration = options.webhook_configuration;
    out.rotation.dns_names = service_dns_names(options.service.namespace_name, options.service.name);
    out.rotation.common_name = service_common_name(out.rotation.dns_names);
    return out;
}

}  // namespace

std::unique_ptr<tls::KeySource> make_key_source(const ServeOptions& options, telemetry::Metrics& metrics,
                                                const telemetry::Readiness& readiness) {
    if (!options.self_signed_secret.empty())
        return std::make_unique<tls::SelfSigned>(self_signed_options(options), metrics, readiness);
    if (!options.tls_cert.empty())
        return std::make_unique<tls::FilesSource>(options.tls_cert, options.tls_key, service_dns_name(options));
    return std::make_unique<tls::DevelopmentSource>(options.development_ca_file, std::chrono::system_clock::now());
}

}  // namespace server::cli

#include "server/cli/issue_certificate_options.hpp"

#include "certs/host_name.hpp"
#include "core/text/dns_name.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/service_names.hpp"

#include <algorithm>

namespace server::cli {
namespace {

constexpr int max_days = 825;
constexpr int max_ca_days = 36'500;

void check_days(const char* flag, int days, int most) {
    if (days < 1 || days > most)
        throw WrongUse(std::string(flag) + " must be in 1.." + std::to_string(most) + ", not " + std::to_string(days));
}

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

}  // namespace

std::string IssueCertificateOptions::service_namespace() const { return service.substr(0, service.find('/')); }

std::string IssueCertificateOptions::service_name() const { return service.substr(service.find('/') + 1); }

void check(const IssueCertificateOptions& options) {
    if (options.service.find('/') == std::string::npos || !core::text::is_dns_label(options.service_namespace()) ||
        !core::text::is_dns_label(options.service_name()))
        throw WrongUse("--service must be NAMESPACE/NAME, both DNS-1123 labels, not `" + options.service + "`");
    for (const auto& name : options.dns_names)
        if (!certs::is_host_name(name)) throw WrongUse("--dns: `" + name + "` is not a DNS name in lower case");
    for (const auto& address : options.ip_addresses)
        if (!certs::is_ip_address(address)) throw WrongUse("--ip: `" + address + "` is not an IP address");
    check_days("--days", options.days, max_days);
    check_days("--ca-days", options.ca_days, max_ca_days);
    if (options.ca_certificate_file.empty() != options.ca_key_file.empty())
        throw WrongUse("--ca-cert and --ca-key must be given together");
    if (options.folder.empty()) throw WrongUse("--out must name a folder");
}

certs::Request leaf_request(const IssueCertificateOptions& options, std::chrono::system_clock::time_point now) {
    certs::Request request;
    request.dns_names = service_dns_names(options.service_namespace(), options.service_name());
    request.common_name = service_common_name(request.dns_names);
    for (const auto& name : options.dns_names) add_once(request.dns_names, name);
    for (const auto& address : options.ip_addresses) add_once(request.ip_addresses, address);
    request.lifetime_days = options.days;
    request.now = now;
    return request;
}

}  // namespace server::cli

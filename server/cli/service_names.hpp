#pragma once

#include <string>
#include <vector>

namespace server::cli {

/// The names by which a Service is called inside a cluster: `<name>.<namespace>.svc`, which is the one that
/// kube-apiserver verifies (platform.md), `<name>.<namespace>.svc.cluster.local` and `<name>.<namespace>`.
[[nodiscard]] inline std::vector<std::string> service_dns_names(const std::string& namespace_name,
                                                                const std::string& name) {
    const std::string short_name = name + "." + namespace_name;
    return {short_name + ".svc", short_name + ".svc.cluster.local", short_name};
}

/// The first of them, unless it is too long for a common name (RFC 5280, ub-common-name): then none.
[[nodiscard]] inline std::string service_common_name(const std::vector<std::string>& dns_names) {
    return dns_names.front().size() <= 64 ? dns_names.front() : std::string();
}

}  // namespace server::cli

#pragma once

#include "certs/certificate.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace server::cli {

/// The flags of `issue-certificate`.
struct IssueCertificateOptions {
    std::string service = "profile-iam-system/profile-iam-webhook";  ///< NAMESPACE/NAME
    std::vector<std::string> dns_names;                              ///< beside those of the service
    std::vector<std::string> ip_addresses;
    int days = 90;                    ///< of the leaf, 1..825: what clients accept at most of a leaf of a private CA
    int ca_days = 3'650;              ///< of a CA that is made here, 1..36500
    std::string ca_certificate_file;  ///< both or neither
    std::string ca_key_file;
    std::string folder = ".";
    bool force = false;

    [[nodiscard]] std::string service_namespace() const;
    [[nodiscard]] std::string service_name() const;
};

/// Throws WrongUse that names the flag.
void check(const IssueCertificateOptions& options);

/// What to issue for these flags: the three names by which a Service is called inside a cluster (`<name>.<ns>.svc` is
/// the one that kube-apiserver verifies, platform.md), then `--dns` and `--ip`, each once. The common name is left out
/// when it would be too long for a certificate.
[[nodiscard]] certs::Request leaf_request(const IssueCertificateOptions& options,
                                          std::chrono::system_clock::time_point now);

}  // namespace server::cli

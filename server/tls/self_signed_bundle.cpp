#include "server/tls/self_signed_bundle.hpp"

#include "certs/chain.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace server::tls {
namespace {

using certs::rotation::Situation;
using Certificates = std::vector<std::string>;

constexpr std::size_t most_others = 8;  // whoever fills a caBundle with CAs must not make us carry them all

/// Each in OpenSSL's own layout; none when it cannot be read.
Certificates certificates_of(const std::string& pem) {
    return certs::split_certificates(pem, "the CAs").value_or(Certificates());
}

bool contains(const Certificates& certificates, const std::string& certificate) {
    return std::ranges::find(certificates, certificate) != certificates.end();
}

/// What stands in a caBundle and not in ca.crt, in the caBundles' order.
Certificates others(const Situation& situation) {
    Certificates known = certificates_of(situation.secret->authorities_pem);
    Certificates found;
    for (auto bundle = situation.bundles.begin(); bundle != situation.bundles.end(); ++bundle) {
        if (std::find(situation.bundles.begin(), bundle, *bundle) != bundle) continue;  // as a rule all are the same
        for (const auto& certificate : certificates_of(*bundle)) {
            if (contains(known, certificate) || found.size() == most_others) continue;
            known.push_back(certificate);
            found.push_back(certificate);
        }
    }
    return found;
}

}  // namespace

std::string wanted_bundle(const Situation& situation, bool is_settled) {
    if (!situation.secret) return {};
    std::string wanted = situation.secret->authorities_pem;
    for (const auto& other : others(situation))
        if (!is_settled || certs::is_signed_by(situation.served.certificate_pem, other)) wanted += other;
    return wanted;
}

}  // namespace server::tls

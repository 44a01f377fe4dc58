#include "certs/rotation/authorities.hpp"

#include "certs/chain.hpp"

#include <algorithm>
#include <iterator>

namespace certs::rotation {

Result<std::vector<std::string>> read_authorities(const std::string& pem, const std::string& from) {
    const auto certificates = split_certificates(pem, from);
    if (!certificates) return std::unexpected(certificates.error());
    std::vector<std::string> authorities;
    for (const auto& certificate : *certificates)
        if (const auto facts = inspect(certificate); facts && facts->is_ca) append(authorities, {certificate});
    return authorities;
}

std::vector<std::string> authorities_of(const std::vector<std::string>& bundles) {
    std::vector<std::string> authorities;
    for (auto bundle = bundles.begin(); bundle != bundles.end(); ++bundle) {
        if (std::find(bundles.begin(), bundle, *bundle) != bundle) continue;  // as a rule they are all the same
        if (const auto some = read_authorities(*bundle, "the caBundle")) append(authorities, *some);
    }
    return authorities;
}

void append(std::vector<std::string>& authorities, const std::vector<std::string>& added) {
    for (const auto& authority : added)
        if (std::ranges::find(authorities, authority) == authorities.end()) authorities.push_back(authority);
}

std::optional<std::size_t> issuer_of(const std::string& certificate_pem, const std::vector<std::string>& authorities) {
    const auto found = std::ranges::find_if(
        authorities, [&](const std::string& authority) { return is_signed_by(certificate_pem, authority); });
    if (found == authorities.end()) return std::nullopt;
    return static_cast<std::size_t>(std::distance(authorities.begin(), found));
}

}  // namespace certs::rotation

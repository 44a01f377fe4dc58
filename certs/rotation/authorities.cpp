#include "certs/rotation/authorities.hpp"

#include "certs/chain.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace certs::rotation {

Result<Authorities> read_authorities(const std::string& pem, const std::string& from) {
    const auto certificates = split_certificates(pem, from);
    if (!certificates) return std::unexpected(certificates.error());
    Authorities authorities;
    for (const auto& certificate : *certificates)
        if (const auto facts = inspect(certificate); facts && facts->is_ca)
            append(authorities, {{certificate, life_of(*facts)}});
    return authorities;
}

std::vector<Authorities> read_bundles(const std::vector<std::string>& bundles) {
    std::map<std::string, Authorities> known;  // as a rule they are all the same
    std::vector<Authorities> read;
    for (const auto& bundle : bundles) {
        const auto [place, is_new] = known.try_emplace(bundle);
        if (is_new) place->second = read_authorities(bundle, "the caBundle").value_or(Authorities{});
        read.push_back(place->second);
    }
    return read;
}

void append(Authorities& authorities, const Authorities& added) {
    for (const auto& authority : added)
        if (std::ranges::find(authorities, authority) == authorities.end()) authorities.push_back(authority);
}

std::optional<std::size_t> issuer_of(const std::string& certificate_pem, const Authorities& authorities) {
    const auto found = std::ranges::find_if(
        authorities, [&](const Authority& authority) { return is_signed_by(certificate_pem, authority.pem); });
    if (found == authorities.end()) return std::nullopt;
    return static_cast<std::size_t>(std::distance(authorities.begin(), found));
}

}  // namespace certs::rotation

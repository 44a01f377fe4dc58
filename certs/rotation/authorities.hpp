#pragma once

#include "certs/rotation/life.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace certs::rotation {

/// No more CAs than this are ever written into ca.crt: however often something goes wrong, the Secret stays far below
/// the 1 MiB that Kubernetes allows.
inline constexpr std::size_t max_authorities = 8;

/// One CA of a bundle.
struct Authority {
    std::string pem;  ///< in OpenSSL's own layout: the same CA is the same bytes
    Life life;

    friend bool operator==(const Authority&, const Authority&) = default;
};
using Authorities = std::vector<Authority>;

/// The CAs of a PEM text, in their order and each once; certificates that are no CA are left out, so the list may be
/// empty. Errors begin with `from`.
[[nodiscard]] Result<Authorities> read_authorities(const std::string& pem, const std::string& from);

/// Each bundle's; a bundle that cannot be read holds none.
[[nodiscard]] std::vector<Authorities> read_bundles(const std::vector<std::string>& bundles);

/// Those of `added` that `authorities` does not hold yet, behind the others.
void append(Authorities& authorities, const Authorities& added);

/// Which of them signed the first certificate of `certificate_pem`: the first that did.
[[nodiscard]] std::optional<std::size_t> issuer_of(const std::string& certificate_pem, const Authorities& authorities);

}  // namespace certs::rotation

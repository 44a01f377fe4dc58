#pragma once

#include "certs/certificate.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace certs::rotation {

/// No more CAs than this are ever written into ca.crt: however often something goes wrong, the Secret stays far below
/// the 1 MiB that Kubernetes allows.
inline constexpr std::size_t max_authorities = 8;

/// The CAs of a PEM text, one canonical PEM text each, in their order and each once; certificates that are no CA are
/// left out, so the list may be empty. Errors begin with `from`.
[[nodiscard]] Result<std::vector<std::string>> read_authorities(const std::string& pem, const std::string& from);

/// The CAs that stand in any of these bundles; a bundle that cannot be read holds none.
[[nodiscard]] std::vector<std::string> authorities_of(const std::vector<std::string>& bundles);

/// Those of `added` that `authorities` does not hold yet, behind the others.
void append(std::vector<std::string>& authorities, const std::vector<std::string>& added);

/// Which of them signed the first certificate of `certificate_pem`: the first that did.
[[nodiscard]] std::optional<std::size_t> issuer_of(const std::string& certificate_pem,
                                                   const std::vector<std::string>& authorities);

}  // namespace certs::rotation

#pragma once

#include "certs/openssl.hpp"

#include <string>
#include <vector>

namespace certs {

/// Lets the context offer just these cipher suites, in the order given: names of TLS 1.3, OpenSSL's or IANA's of
/// TLS 1.2, mixed. The list governs the versions that it names suites of: without a name of TLS 1.3, its suites stay
/// OpenSSL's (as with kube-apiserver's `--tls-cipher-suites`); with names of TLS 1.3 alone, TLS 1.2 is not spoken. An
/// empty list: forward secret AEAD suites only. Errors name the suite that is unknown, or that OpenSSL has but does not
/// hold to be safe. The context's lowest version must have been set.
[[nodiscard]] Result<void> set_suites(SSL_CTX* context, const std::vector<std::string>& names);

}  // namespace certs

#pragma once

#include "certs/certificate.hpp"

#include <string>
#include <vector>

namespace certs {

/// The certificates of a PEM text, one PEM text each, in their order and in OpenSSL's own layout, so that two that are
/// the same certificate are the same bytes. Errors begin with `from`.
[[nodiscard]] Result<std::vector<std::string>> split_certificates(const std::string& pem, const std::string& from);

/// Whether the first certificate of `certificate_pem` names the first of `ca_pem` as its issuer and was signed with its
/// key, and that one is a CA. Dates do not matter. A text that is no certificate is signed by nobody and signs nothing.
[[nodiscard]] bool is_signed_by(const std::string& certificate_pem, const std::string& ca_pem);

/// Whether this is the key of the first certificate. False when one of the two cannot be read.
[[nodiscard]] bool belongs_together(const std::string& certificate_pem, const std::string& key_pem);

/// Whether a client that calls `dns_name` accepts the first certificate's DNS SANs, as Go's crypto/x509 has it: the
/// subject's common name does not count, a `*` stands for one whole leftmost label (RFC 6125, 6.4.3).
[[nodiscard]] bool covers(const std::string& certificate_pem, const std::string& dns_name);

}  // namespace certs

#pragma once

#include "core/check/finding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// What is wrong with an issuer of tokens for STS, as far as its URL tells (about `issuer`). Fail: no https URL, a host
/// that is not on the public internet, a host of S3 that speaks no HTTPS or shows a certificate for another name. Warn:
/// a port, a slash at the end, upper case in the host. Empty when nothing is.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html (Url)
[[nodiscard]] std::vector<check::Finding> judge_issuer(std::string_view issuer);

/// Where two issuers differ that a person may take for the same: `a slash at the end`, `upper and lower case`, `the
/// scheme`, `the port`; empty when they differ in more. STS compares them byte for byte.
[[nodiscard]] std::string difference(std::string_view left, std::string_view right);

}  // namespace core::oidc

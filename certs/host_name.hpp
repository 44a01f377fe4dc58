#pragma once

#include <string>
#include <string_view>

namespace certs {

/// What may stand in a DNS SAN: labels of lower case letters, digits and dashes, at most 63 characters each and 253 in
/// all (RFC 1035), joined by dots; a `*` may be the whole leftmost label.
[[nodiscard]] bool is_host_name(std::string_view name);
/// An IPv4 or IPv6 address as text, without a zone.
[[nodiscard]] bool is_ip_address(const std::string& address);

}  // namespace certs

#pragma once

#include <string_view>

namespace core::text {

/// A DNS-1123 label: 1..63 of `[a-z0-9-]`, not starting or ending with a dash. Namespaces and Profiles are named so.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
[[nodiscard]] bool is_dns_label(std::string_view text);

/// A DNS-1123 subdomain: at most 253 characters, labels (of any length, as Kubernetes has it) joined by dots.
/// ServiceAccounts are named so.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
[[nodiscard]] bool is_dns_subdomain(std::string_view text);

}  // namespace core::text

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace core::text {

/// Reads a time as Kubernetes writes it: RFC 3339 in UTC without a fraction, `2026-11-21T07:00:00Z`
/// (k8s.io/apimachinery metav1.Time). Anything else, a day that no calendar has included, is nothing.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

}  // namespace core::text

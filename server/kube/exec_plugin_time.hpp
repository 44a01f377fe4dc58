#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace server::kube {

/// `2026-03-01T12:00:00Z`, with fractions of a second and an offset if there are any (RFC 3339, section 5.6); none when
/// the text is anything else. Fractions are cut off.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> decode_time(std::string_view text);

}  // namespace server::kube

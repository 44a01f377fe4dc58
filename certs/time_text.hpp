#pragma once

#include <chrono>
#include <string>

namespace certs {

/// `2026-03-01T12:00:00Z`.
[[nodiscard]] std::string to_text(std::chrono::system_clock::time_point when);

}  // namespace certs

#pragma once

#include <cstddef>
#include <string_view>

namespace server::http {

/// Bytes at the beginning of a body that is thrown away in which the uid is looked for.
inline constexpr std::size_t uid_window = 1024;

/// `Retry-After` of an overload: 1 or 2 seconds by a hash of the review's uid, so that a burst which was turned away
/// does not come back as one. `beginning`: the first `uid_window` bytes of the body (fewer will do; no uid there: 1).
[[nodiscard]] int retry_after_s(std::string_view beginning);

}  // namespace server::http

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace server::kube {

/// Padded base64 (RFC 4648, section 4); white space is skipped, as YAML folds long lines. None when it is anything
/// else.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace server::kube

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace server::files {

/// Decodes padded base64 (RFC 4648 section 4); line ends are skipped, as Go's base64.StdEncoding does. None when the
/// text is not base64, or the bytes are not UTF-8 and so cannot be a JSON string.
[[nodiscard]] std::optional<std::string> decode_base64_text(std::string_view text);

}  // namespace server::files

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::text {

/// Appends `bytes` in base64 with padding (RFC 4648 section 4), as JSON carries a patch.
void append_base64(std::string& out, std::string_view bytes);

/// The bytes of padded base64 (RFC 4648 section 4) without white space, which is the caller's to take out where its
/// format allows some. None when it is anything else.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace core::text

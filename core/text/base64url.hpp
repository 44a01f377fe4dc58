#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::text {

/// The bytes in base64url without padding (RFC 4648 section 5), as the parts of a JSON Web Token and the numbers and
/// names of JSON Web Keys are written (RFC 7515 section 2).
[[nodiscard]] std::string encode_base64url(std::string_view bytes);

/// The bytes of base64url without padding or white space. None when it is anything else: padding, `+` or `/`, a length
/// that no bytes have. Bits left over behind the last byte are not looked at, as Go's encoding/base64 reads it.
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace core::text

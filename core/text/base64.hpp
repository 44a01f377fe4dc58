#pragma once

#include <string>
#include <string_view>

namespace core::text {

/// Appends `bytes` in base64 with padding (RFC 4648 section 4), as JSON carries a patch.
void append_base64(std::string& out, std::string_view bytes);

}  // namespace core::text

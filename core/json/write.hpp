#pragma once

#include <string>
#include <string_view>

namespace core::json {

/// Appends `value`, which is UTF-8, as a JSON string in quotes: quote, backslash and control characters escaped.
void append_string(std::string& out, std::string_view value);

/// Appends `"key":"value"`.
void append_member(std::string& out, std::string_view key, std::string_view value);

}  // namespace core::json

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace core::onboard {

/// A JSON text without white space between its tokens, laid out as the AWS CLI prints JSON (four spaces, empty lists as
/// `[]`), so that a script can compare it as text with what `aws iam get-role-policy` shows. Ends with a line end.
[[nodiscard]] std::string lay_out(std::string_view compact_json);

/// `"text"` with everything escaped that JSON wants escaped.
[[nodiscard]] std::string json_string(std::string_view text);

/// `["a","b"]`.
[[nodiscard]] std::string json_list(std::span<const std::string> values);

}  // namespace core::onboard

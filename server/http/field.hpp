#pragma once

#include <expected>
#include <string_view>

namespace server::http {

/// One header line, the value without white space round it.
struct Field {
    std::string_view name;
    std::string_view value;
};

/// Reads `name: value` (RFC 9112, 5). The error says what is wrong, for a person: a folded line, a space before the
/// colon, no colon, a name that is no token. Control characters were refused before (HeadScanner).
[[nodiscard]] std::expected<Field, std::string_view> read_field(std::string_view line);

/// One or more of RFC 9110's `tchar`: methods and field names.
[[nodiscard]] bool is_token(std::string_view text);
/// One or more printable ASCII characters, no space.
[[nodiscard]] bool is_visible(std::string_view text);
/// `HTTP/<digit>.<digit>`.
[[nodiscard]] bool is_http_version(std::string_view text);
/// ASCII only; field names and the values that we compare are ASCII.
[[nodiscard]] bool equal_ignoring_case(std::string_view left, std::string_view right);
/// Without the spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Is `word` an element of the comma-separated list, in any case?
[[nodiscard]] bool list_has(std::string_view list, std::string_view word);

}  // namespace server::http

#pragma once

#include <string_view>

namespace server::files {

/// Throws Failure (broken_json) at the first byte that is not UTF-8 and at a NUL.
void check_utf8(std::string_view text);

/// Throws Failure (broken_json) at the first character that YAML does not allow (YAML 1.1 section 5.1): control
/// characters but tab and line ends, and a byte order mark that is not at the start. yaml-cpp takes them. `text` must
/// be UTF-8.
void check_yaml_characters(std::string_view text);

}  // namespace server::files

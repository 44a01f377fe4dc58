#pragma once

#include "server/cli/tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace server::cli {

/// One line of a value written as YAML, and which value it belongs to.
struct YamlLine {
    std::string pointer;   ///< JSON pointer of the value whose key, dash or text the line holds
    std::size_t part = 0;  ///< 0: its first line; then the lines of a block of text
    std::string text;      ///< without the newline

    friend bool operator==(const YamlLine&, const YamlLine&) = default;
};

/// YAML as kubectl prints it: two spaces a level, lists not indented, text of several lines as a block, members in the
/// order of `ordered_members`. Read again with kubectl's typing (or YAML 1.2's) it is the same JSON: whatever could be
/// taken for another type is quoted, numbers keep their spelling.
[[nodiscard]] std::vector<YamlLine> yaml_lines(const Tree& tree);

/// The same as one text that ends with a newline.
[[nodiscard]] std::string encode_yaml(const Tree& tree);

/// A string as a YAML scalar of one line: bare when nobody can take it for something else, else in double quotes.
[[nodiscard]] std::string yaml_scalar(std::string_view text);

/// Whether UTF-8 text may stand in YAML unescaped: no control character but newline and tab, and none of the characters
/// that YAML takes for a line break or a byte order mark.
[[nodiscard]] bool is_yaml_printable(std::string_view text);

/// Text of unknown origin for a message: itself, or in double quotes with escapes when it holds anything that would end
/// the line or that a terminal would act on.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace server::cli

#pragma once

#include "server/cli/tree.hpp"

#include <string>
#include <string_view>

namespace server::cli {

/// Paints text with ANSI escapes, or leaves it alone.
struct Paint {
    bool on = false;

    [[nodiscard]] std::string bold(std::string_view text) const;
    [[nodiscard]] std::string red(std::string_view text) const;
    [[nodiscard]] std::string green(std::string_view text) const;
    [[nodiscard]] std::string yellow(std::string_view text) const;
    [[nodiscard]] std::string cyan(std::string_view text) const;
};

/// `--color=auto|always|never`: auto paints when standard output is a terminal that is not `dumb` and NO_COLOR is not
/// set (https://no-color.org).
[[nodiscard]] Paint paint_for(std::string_view when);

/// What differs, as the hunks of a unified diff of both objects written as YAML, three lines of context round each
/// change. The hunk's heading says where it is in words of the object: `@@ -12,6 +12,10 @@ spec.containers[main].env`.
/// Empty when nothing differs.
///
/// Lines are matched by the value that they belong to, not by their text, so a diff never claims that the tail of one
/// list item became the head of the next, as line diffs do.
[[nodiscard]] std::string render_diff(const Tree& before, const Tree& after, const Paint& paint);

/// A JSON pointer as people write it: `spec.containers[main].env`, list items by their name where they have one.
[[nodiscard]] std::string readable_path(const Tree& tree, std::string_view pointer);

}  // namespace server::cli

#pragma once

#include "server/cli/yaml_text.hpp"

#include <vector>

namespace server::cli {

enum class Change { none, removed, added };

/// One line of a diff.
struct DiffLine {
    Change change = Change::none;
    YamlLine line;

    friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

/// All lines of both sides in one order: without the added ones it is `before`, without the removed ones it is `after`.
/// Two lines match when pointer, part and text are the same. In a run of changes the removed lines come first.
[[nodiscard]] std::vector<DiffLine> diff_lines(const std::vector<YamlLine>& before, const std::vector<YamlLine>& after);

}  // namespace server::cli

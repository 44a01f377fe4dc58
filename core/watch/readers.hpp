#pragma once

#include "core/error.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace core::watch {

/// Cuts the body of a watch into lines. Pieces may be cut anywhere; the pieces do not change the lines.
class LineReader {
public:
    explicit LineReader(std::size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

    /// Calls `line` for each complete, non-empty line (without its newline), the view valid during the call; `line`
    /// returns false to stop. The error: a line longer than the bound. Holds at most one incomplete line, and gives
    /// its memory back after a large one.
    [[nodiscard]] std::optional<Error> feed(std::string_view piece, const std::function<bool(std::string_view)>& line);
    /// True when nothing is left over: the body ended between two lines.
    [[nodiscard]] bool is_between_lines() const { return pending_.empty(); }

private:
    std::size_t max_line_bytes_;
    std::string pending_;
};

/// Cuts the elements of the top-level member `items` out of the body of a list, so that a list of 100,000 objects is
/// never in memory as a whole. What is left (`{"kind":...,"metadata":{...},"items":[]}`) is kept. Only looks at
/// strings and brackets: items and rest are checked by who decodes them.
class ItemReader {
public:
    explicit ItemReader(std::size_t max_item_bytes) : max_item_bytes_(max_item_bytes) {}

    /// Calls `item` with the JSON of each complete item, the view valid during the call. The error: an item, or the
    /// rest, longer than the bound, or text that cannot be a list (it does not begin with `{`, brackets that do not
    /// match).
    [[nodiscard]] std::optional<Error> feed(std::string_view piece, const std::function<void(std::string_view)>& item);
    /// After the whole body: the list without its items; an error when the body ended in the middle.
    [[nodiscard]] Result<std::string_view> rest() const;

private:
    std::size_t max_item_bytes_;
    // (the rest is the implementer's)
};

}  // namespace core::watch

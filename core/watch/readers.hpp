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
    /// returns false to stop: the rest of the piece is dropped. The error: a line longer than the bound; it sticks.
    /// Holds at most one incomplete line, and gives its memory back after a large one.
    [[nodiscard]] std::optional<Error> feed(std::string_view piece, const std::function<bool(std::string_view)>& line);
    /// True when nothing is left over: the body ended between two lines.
    [[nodiscard]] bool is_between_lines() const { return pending_.empty(); }

private:
    [[nodiscard]] std::optional<Error> keep(std::string_view part);

    std::size_t max_line_bytes_;
    std::string pending_;
    bool too_long_ = false;
};

/// Cuts the elements of the top-level member `items` out of the body of a list, so that a list of 100,000 objects is
/// never in memory as a whole. What is left (`{"kind":...,"metadata":{...},"items":[]}`) is kept. Only looks at
/// strings, brackets and the commas between items: items and rest are checked by who decodes them. `"items":null` is a
/// list without items.
class ItemReader {
public:
    explicit ItemReader(std::size_t max_item_bytes) : max_item_bytes_(max_item_bytes) {}

    /// Calls `item` with the JSON of each complete item, the view valid during the call: into the piece itself when the
    /// item lies within it. The error, which sticks: an item, or the rest, longer than the bound; or text that cannot
    /// be a list: it does not begin with `{`, brackets that do not match or are nested deeper than json::max_depth in
    /// an item, `items` that is no array or comes twice, an item that is no object.
    [[nodiscard]] std::optional<Error> feed(std::string_view piece, const std::function<void(std::string_view)>& item);
    /// After the whole body: the list without its items, valid until the next call; an error when the body ended in
    /// the middle.
    [[nodiscard]] Result<std::string_view> rest() const;

private:
    using OnItem = std::function<void(std::string_view)>;
    enum class Place { start, outside, items, item, end };
    enum class Expected { item_or_end, comma_or_end, item };

    [[nodiscard]] std::size_t read_outside(std::string_view piece, std::size_t at);
    [[nodiscard]] std::size_t read_between(std::string_view piece, std::size_t at);
    [[nodiscard]] std::size_t read_item(std::string_view piece, std::size_t at, const OnItem& item);
    void finish_item(std::string_view last_part, const OnItem& item);
    void outside_string(char c);
    void at_top_level(char c);
    void begin_value(char c);
    void end_key();
    bool open(char bracket);
    bool close(char bracket);
    bool fail(ErrorCode code, const char* what);

    std::size_t max_item_bytes_;
    Place place_ = Place::start;
    Expected expected_ = Expected::item_or_end;
    std::string closers_;  ///< of the open brackets
    bool in_string_ = false;
    bool escaped_ = false;         ///< the next byte of the string is
    bool key_is_next_ = false;     ///< at the top level: a string is a key
    bool value_is_items_ = false;  ///< the value after this key
    bool items_seen_ = false;
    std::size_t key_at_ = 0;  ///< in the rest: the opening quote of the key that is being read
    std::string pending_;     ///< of the item that was cut
    std::string rest_;
    std::optional<Error> error_;
};

}  // namespace core::watch

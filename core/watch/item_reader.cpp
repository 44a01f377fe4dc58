#include "core/json/scanner.hpp"
#include "core/watch/readers.hpp"

#include <array>
#include <utility>

namespace core::watch {
namespace {

constexpr std::size_t kept_capacity = 64UL * 1024;
constexpr std::size_t deepest = json::max_depth + 2;  // an item lies within the list and its array

constexpr bool is_white_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

using Table = std::array<bool, 256>;

consteval Table table_of(std::string_view characters) {
    Table table{};
    for (const char c : characters) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}

constexpr Table ends_string_run = table_of("\"\\");
constexpr Table ends_plain_run = table_of("\"{}[]");

/// The first byte at or after `at` that is in the table; the piece's size when there is none.
std::size_t find(const Table& table, std::string_view piece, std::size_t at) {
    while (at < piece.size() && !table[static_cast<unsigned char>(piece[at])]) {
        ++at;
    }
    return at;
}

/// `key` with its quotes.
bool is_items(std::string_view key) {
    if (!key.contains('\\')) {
        return key == "\"items\"";
    }
    json::Scanner scanner(key);
    json::String string;
    return scanner.read_string(string) && string.is("items");
}

}  // namespace

bool ItemReader::fail(ErrorCode code, const char* what) {
    error_ = Error{code, what};
    return false;
}

bool ItemReader::open(char bracket) {
    if (closers_.size() == deepest) {
        return fail(ErrorCode::too_deep, "the list is nested deeper than 128 arrays and objects in an item");
    }
    closers_ += bracket == '{' ? '}' : ']';
    return true;
}

bool ItemReader::close(char bracket) {
    if (closers_.empty() || closers_.back() != bracket) {
        return fail(ErrorCode::broken_json, "the list has brackets that do not match");
    }
    closers_.pop_back();
    return true;
}

std::optional<Error> ItemReader::feed(std::string_view piece, const OnItem& item) {
    std::size_t at = 0;
    while (at < piece.size() && !error_) {
        switch (place_) {
            case Place::start:
            case Place::outside:
            case Place::end: at = read_outside(piece, at); break;
            case Place::items: at = read_between(piece, at); break;
            case Place::item: at = read_item(piece, at, item); break;
        }
    }
    return error_;
}

/// Before, behind and around `items`: slow, for there is little of it.
std::size_t ItemReader::read_outside(std::string_view piece, std::size_t at) {
    for (; at < piece.size() && !error_ && place_ != Place::items; ++at) {
        const char c = piece[at];
        if (rest_.size() == max_item_bytes_) {
            fail(ErrorCode::wrong_shape, "the list is too long beside its items");
            break;
        }
        rest_ += c;
        if (!in_string_) {
            outside_string(c);
        } else if (escaped_) {
            escaped_ = false;
        } else if (c == '\\') {
            escaped_ = true;
        } else if (c == '"') {
            in_string_ = false;
            end_key();
        }
    }
    return at;
}

void ItemReader::outside_string(char c) {
    if (is_white_space(c)) {
        return;
    }
    if (place_ == Place::start) {
        if (c != '{') {
            fail(ErrorCode::broken_json, "the list does not begin with an object");
            return;
        }
        place_ = Place::outside;
        key_is_next_ = open(c);
        return;
    }
    if (place_ == Place::end) {
        fail(ErrorCode::broken_json, "something follows the end of the list");
        return;
    }
    if (closers_.size() == 1) {
        at_top_level(c);
        return;
    }
    if (c == '"') {
        in_string_ = true;
    } else if (c == '{' || c == '[') {
        open(c);
    } else if (c == '}' || c == ']') {
        close(c);
    }
}

void ItemReader::at_top_level(char c) {
    if (c == ',') {
        key_is_next_ = true;
    } else if (c == '}' || c == ']') {
        place_ = close(c) ? Place::end : place_;
    } else if (c == '"' && key_is_next_) {
        in_string_ = true;
        key_at_ = rest_.size() - 1;
    } else if (c != ':') {
        begin_value(c);
    }
}

void ItemReader::end_key() {
    if (key_is_next_) {
        key_is_next_ = false;
        value_is_items_ = is_items(std::string_view(rest_).substr(key_at_));
        if (value_is_items_ && items_seen_) {
            fail(ErrorCode::wrong_shape, "/items is there twice");
        }
        items_seen_ = items_seen_ || value_is_items_;
    }
}

/// Also called for the later characters of a number or a word.
void ItemReader::begin_value(char c) {
    const bool is_items = std::exchange(value_is_items_, false);
    if (is_items && c != '[' && c != 'n') {
        fail(ErrorCode::wrong_shape, "/items must be an array");
    } else if (c == '"') {
        in_string_ = true;
    } else if ((c == '{' || c == '[') && open(c) && is_items) {
        place_ = Place::items;
    }
}

/// Between two items, a few bytes.
std::size_t ItemReader::read_between(std::string_view piece, std::size_t at) {
    const char c = piece[at];
    if (is_white_space(c)) {
        return at + 1;
    }
    if (c == ']' && expected_ != Expected::item) {
        rest_ += c;
        place_ = Place::outside;
        close(c);
    } else if (c == ',' && expected_ == Expected::comma_or_end) {
        expected_ = Expected::item;
    } else if (c == '{' && expected_ != Expected::comma_or_end) {
        place_ = Place::item;  // which reads the bracket itself
        return at;
    } else {
        fail(ErrorCode::wrong_shape, "an element of /items must be an object");
    }
    return at + 1;
}

std::size_t ItemReader::read_item(std::string_view piece, std::size_t at, const OnItem& item) {
    const std::size_t begin = at;
    while (at < piece.size()) {
        if (escaped_) {
            escaped_ = false;
            ++at;
            continue;
        }
        at = find(in_string_ ? ends_string_run : ends_plain_run, piece, at);
        if (at == piece.size()) {
            break;
        }
        const char c = piece[at++];
        if (c == '\\') {
            escaped_ = true;
        } else if (c == '"') {
            in_string_ = !in_string_;
        } else if (c == '{' || c == '[') {
            if (!open(c)) {
                return at;
            }
        } else if (!close(c)) {
            return at;
        } else if (closers_.size() == 2) {
            finish_item(piece.substr(begin, at - begin), item);
            return at;
        }
    }
    if (at - begin > max_item_bytes_ - pending_.size()) {
        fail(ErrorCode::wrong_shape, "an element of /items is too long");
        return at;
    }
    pending_.append(piece.substr(begin));
    return at;
}

void ItemReader::finish_item(std::string_view last_part, const OnItem& item) {
    place_ = Place::items;
    expected_ = Expected::comma_or_end;
    if (last_part.size() > max_item_bytes_ - pending_.size()) {
        fail(ErrorCode::wrong_shape, "an element of /items is too long");
        return;
    }
    if (pending_.empty()) {
        return item(last_part);
    }
    pending_.append(last_part);
    item(pending_);
    pending_.clear();
    if (pending_.capacity() > kept_capacity) {
        std::string().swap(pending_);
    }
}

Result<std::string_view> ItemReader::rest() const {
    if (error_) {
        return std::unexpected(*error_);
    }
    if (place_ != Place::end) {
        return std::unexpected(Error{ErrorCode::broken_json, "the list was cut off before its end"});
    }
    return std::string_view(rest_);
}

}  // namespace core::watch

#pragma once

#include "core/json/scanner.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace core::json {

struct NodeMember;

/// One value of a JSON text, with the bytes that it stands on, so that a text can be edited in place and everything
/// that is not edited stays byte for byte. At most max_depth deep, so that recursion over it is bounded.
struct Node {
    Kind kind = Kind::null;
    std::size_t begin = 0;            ///< first byte in the text (of a string: its quote)
    std::size_t end = 0;              ///< behind its last byte
    std::string text{};               ///< string: its characters (UTF-8); number, boolean, null: as written
    std::vector<Node> elements{};     ///< of an array
    std::vector<NodeMember> members;  ///< of an object, in the order of the text, repeated keys included

    /// The first member of that name; nullptr when there is none or this is no object.
    [[nodiscard]] const NodeMember* find(std::string_view key) const;
};

/// A member of an object.
struct NodeMember {
    std::string key;
    std::size_t key_begin = 0;  ///< the quote before the key
    std::size_t key_end = 0;    ///< behind the quote after it
    Node value;
};

/// Reads one JSON value (RFC 8259) that is the whole text, as Scanner reads it. The failure names byte and reason.
[[nodiscard]] std::expected<Node, Failure> decode_node(std::string_view text);

/// The same, but a comma before `]` or `}` is forgiven: the byte offset of each goes to `trailing_commas`, in order.
/// For checkers that want to say everything that is wrong at once.
[[nodiscard]] std::expected<Node, Failure> decode_node_forgiving(std::string_view text,
                                                                 std::vector<std::size_t>& trailing_commas);

}  // namespace core::json

#pragma once

#include "core/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::cli {

struct Member;

/// A JSON value that a subcommand changes and prints again. Numbers stay the text that they were (`1.0`, `1e3` and
/// integers of any size come out as they went in), which is why this is not a RapidJSON document: that one keeps
/// doubles, or cannot tell a number kept as text from a string. At most core::json::max_depth deep, so that recursion
/// over it is bounded.
struct Tree {
    enum class Kind { null, boolean, number, string, array, object };

    Kind kind = Kind::null;
    std::string text;             ///< string: its characters (UTF-8); number, boolean: as written in JSON
    std::vector<Tree> items;      ///< of an array
    std::vector<Member> members;  ///< of an object, as given; each key once

    [[nodiscard]] static Tree string(std::string value);
    [[nodiscard]] static Tree boolean(bool value);
    [[nodiscard]] static Tree object(std::vector<Member> members);

    /// The member's value; nullptr: there is none, or this is no object.
    [[nodiscard]] const Tree* find(std::string_view key) const;
    [[nodiscard]] Tree* find(std::string_view key);
    /// The member's characters; empty: there is none, or it is no string.
    [[nodiscard]] std::string_view string_at(std::string_view key) const;
    /// Replaces the member's value, or adds the member where sorted keys stay sorted. Only for objects.
    Tree& set(std::string_view key, Tree value);

    [[nodiscard]] bool is_object() const { return kind == Kind::object; }
    [[nodiscard]] bool is_array() const { return kind == Kind::array; }
    [[nodiscard]] bool is_string() const { return kind == Kind::string; }
    /// The same JSON: the order of members does not count, the spelling of numbers does.
    friend bool operator==(const Tree& left, const Tree& right);
};

/// A member of an object.
struct Member {
    std::string key;
    Tree value;
};

/// Reads JSON. Of a repeated key the last counts, whole (product.md, "The answer"). Errors: broken_json, too_deep.
[[nodiscard]] core::Result<Tree> decode_tree(std::string_view json);

/// JSON on one line.
[[nodiscard]] std::string encode_tree(const Tree& tree);

/// JSON as `kubectl -o json` prints it, four spaces a level, with the members in the order of `ordered_members`. Ends
/// without a newline.
[[nodiscard]] std::string encode_tree_indented(const Tree& tree);

/// The members as people expect them in Kubernetes objects: apiVersion, kind, name, metadata, spec first, then as
/// given.
[[nodiscard]] std::vector<const Member*> ordered_members(const Tree& object);

/// Puts the members of all objects in it into byte order, as the API server returns them.
void sort_members(Tree& tree);

/// The value at a JSON pointer (RFC 6901, "" is the whole); nullptr when it leads nowhere.
[[nodiscard]] const Tree* find_at(const Tree& tree, std::string_view pointer);
[[nodiscard]] Tree* find_at(Tree& tree, std::string_view pointer);

/// The reference tokens of a JSON pointer, unescaped: `/a~1b/0` -> `a/b`, `0`. A malformed pointer is wrong_shape.
[[nodiscard]] core::Result<std::vector<std::string>> decode_pointer(std::string_view pointer);

/// A reference token as an array index, spelled as RFC 6901 section 4 demands: digits without a leading zero.
[[nodiscard]] std::optional<std::size_t> array_index(std::string_view token);

}  // namespace server::cli

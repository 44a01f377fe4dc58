#pragma once

#include "server/files/documents.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace server::files {

/// More nested arrays and objects than this are an error; core's readers draw the same line.
inline constexpr std::size_t max_depth = 128;

/// One JSON value with its place in a file. Immutable once built, so that YAML aliases can share it.
struct Value {
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
    using Pointer = std::shared_ptr<const Value>;
    struct Member {
        std::string key;
        Position position;  ///< of the key
        Pointer value;
    };

    Kind kind = Kind::null;
    std::uint8_t height = 0;       ///< nested arrays and objects below and with this one, at most max_depth
    std::uint32_t json_bytes = 0;  ///< about the length of its JSON, saturating: what an alias to it adds
    Position position;
    /// The digits of a number as JSON has them, `true` or `false`, the characters of a string in UTF-8; the elements of
    /// an array; the members of an object, in byte order of their keys and each key once.
    std::variant<std::string, std::vector<Pointer>, std::vector<Member>> content;

    [[nodiscard]] const std::string& text() const { return std::get<std::string>(content); }
    [[nodiscard]] const std::vector<Pointer>& elements() const { return std::get<std::vector<Pointer>>(content); }
    [[nodiscard]] const std::vector<Member>& members() const { return std::get<std::vector<Member>>(content); }
};

/// A null, boolean, number or string; `text` as Value::content has it, for null anything.
[[nodiscard]] Value::Pointer make_scalar(Value::Kind kind, std::string text, Position position);
/// `elements` and `members` as Value::content has them.
[[nodiscard]] Value::Pointer make_array(std::vector<Value::Pointer> elements, Position position);
[[nodiscard]] Value::Pointer make_object(std::vector<Value::Member> members, Position position);

/// The member of this key; nullptr when there is none or the value is no object.
[[nodiscard]] const Value::Member* find_member(const Value& value, std::string_view key);

/// Appends compact JSON.
void append_json(std::string& out, const Value& value);

}  // namespace server::files

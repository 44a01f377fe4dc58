#include "server/files/value.hpp"

#include "core/json/write.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace server::files {
namespace {

std::uint32_t saturated(std::size_t bytes) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

void append_array(std::string& out, const Value& value) {
    out += '[';
    for (const auto& element : value.elements()) {
        if (&element != &value.elements().front()) {
            out += ',';
        }
        append_json(out, *element);
    }
    out += ']';
}

void append_object(std::string& out, const Value& value) {
    out += '{';
    for (const auto& member : value.members()) {
        if (&member != &value.members().front()) {
            out += ',';
        }
        core::json::append_string(out, member.key);
        out += ':';
        append_json(out, *member.value);
    }
    out += '}';
}

}  // namespace

Value::Pointer make_scalar(Value::Kind kind, std::string text, Position position) {
    const auto json_bytes = saturated(text.size() + 4);
    return std::make_shared<const Value>(
        Value{.kind = kind, .height = 0, .json_bytes = json_bytes, .position = position, .content = std::move(text)});
}

Value::Pointer make_array(std::vector<Value::Pointer> elements, Position position) {
    std::size_t json_bytes = 2;
    std::uint8_t height = 0;
    for (const auto& element : elements) {
        json_bytes += std::size_t{element->json_bytes} + 1;
        height = std::max(height, element->height);
    }
    return std::make_shared<const Value>(Value{.kind = Value::Kind::array,
                                               .height = static_cast<std::uint8_t>(height + 1),
                                               .json_bytes = saturated(json_bytes),
                                               .position = position,
                                               .content = std::move(elements)});
}

Value::Pointer make_object(std::vector<Value::Member> members, Position position) {
    std::size_t json_bytes = 2;
    std::uint8_t height = 0;
    for (const auto& member : members) {
        json_bytes += member.key.size() + member.value->json_bytes + 4;
        height = std::max(height, member.value->height);
    }
    return std::make_shared<const Value>(Value{.kind = Value::Kind::object,
                                               .height = static_cast<std::uint8_t>(height + 1),
                                               .json_bytes = saturated(json_bytes),
                                               .position = position,
                                               .content = std::move(members)});
}

const Value::Member* find_member(const Value& value, std::string_view key) {
    if (value.kind != Value::Kind::object) {
        return nullptr;
    }
    const auto& members = value.members();
    const auto found = std::ranges::lower_bound(members, key, {}, &Value::Member::key);
    return found != members.end() && found->key == key ? &*found : nullptr;
}

void append_json(std::string& out, const Value& value) {
    switch (value.kind) {
        case Value::Kind::null: out += "null"; break;
        case Value::Kind::boolean:
        case Value::Kind::number: out += value.text(); break;
        case Value::Kind::string: core::json::append_string(out, value.text()); break;
        case Value::Kind::array: append_array(out, value); break;
        case Value::Kind::object: append_object(out, value); break;
    }
}

}  // namespace server::files

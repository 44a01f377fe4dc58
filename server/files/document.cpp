#include "server/files/documents.hpp"
#include "server/files/failure.hpp"
#include "server/files/value.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace server::files {
namespace {

/// Takes the first reference token off a JSON pointer (RFC 6901), unescaped; none at its end.
std::optional<std::string> take_token(std::string_view& pointer) {
    if (!pointer.starts_with('/')) {
        return std::nullopt;
    }
    pointer.remove_prefix(1);
    const std::string_view raw = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(raw.size());
    std::string token;
    for (std::size_t at = 0; at < raw.size(); ++at) {
        const bool escape = raw[at] == '~' && at + 1 < raw.size() && (raw[at + 1] == '0' || raw[at + 1] == '1');
        token += escape ? (raw[++at] == '0' ? '~' : '/') : raw[at];
    }
    return token;
}

struct Step {
    Value::Pointer value;
    Position position;
};

std::optional<Step> step_into(const Value& value, std::string_view token) {
    if (const auto* member = find_member(value, token)) {
        return Step{member->value, member->position};
    }
    std::size_t index = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), index);
    if (value.kind != Value::Kind::array || read.ec != std::errc() || read.ptr != token.data() + token.size() ||
        index >= value.elements().size()) {
        return std::nullopt;
    }
    const auto& element = value.elements()[index];
    return Step{element, element->position};
}

/// Follows the pointer as far as it leads; `complete` when to its end.
struct Walk {
    Step last;
    bool complete = false;
};

Walk walk(const Value::Pointer& root, std::string_view pointer) {
    Step here{root, root->position};
    while (const auto token = take_token(pointer)) {
        auto next = step_into(*here.value, *token);
        if (!next) {
            return {std::move(here), false};
        }
        here = std::move(*next);
    }
    return {std::move(here), pointer.empty()};
}

Value::Pointer with_member(const Value& object, std::string_view key, Value::Pointer value) {
    auto members = object.kind == Value::Kind::object ? object.members() : std::vector<Value::Member>{};
    const auto at = std::ranges::lower_bound(members, key, {}, &Value::Member::key);
    if (at != members.end() && at->key == key) {
        at->value = std::move(value);
    } else {
        members.insert(at, {std::string(key), object.position, std::move(value)});
    }
    return make_object(std::move(members), object.position);
}

/// nullptr when something on the way is neither an object nor null.
Value::Pointer with_string_at(const Value& value, std::string_view pointer, std::string_view text) {
    const auto token = take_token(pointer);
    if (!token) {
        return make_scalar(Value::Kind::string, std::string(text), value.position);
    }
    if (value.kind != Value::Kind::object && value.kind != Value::Kind::null) {
        return nullptr;
    }
    const auto* member = find_member(value, *token);
    const Value absent{.kind = Value::Kind::null, .position = value.position, .content = {}};
    auto changed = with_string_at(member != nullptr ? *member->value : absent, pointer, text);
    return changed != nullptr ? with_member(value, *token, std::move(changed)) : nullptr;
}

}  // namespace

Document::Document(std::shared_ptr<const std::string> file_name, std::shared_ptr<const Value> root)
    : file_name_(std::move(file_name)), root_(std::move(root)) {}

std::string Document::json() const {
    std::string out;
    append_json(out, *root_);
    return out;
}

Position Document::position_of(std::string_view json_pointer) const { return walk(root_, json_pointer).last.position; }

std::string Document::place_of(std::string_view json_pointer) const {
    return *file_name_ + ":" + to_string(position_of(json_pointer));
}

core::Error Document::located(const core::Error& error) const {
    std::string_view pointer = error.detail;
    pointer = pointer.starts_with('/') ? pointer.substr(0, pointer.find_first_of(" :,")) : std::string_view{};
    return {error.code, place_of(pointer) + ": " + error.detail};
}

std::optional<std::string> Document::string_at(std::string_view json_pointer) const {
    const Walk there = walk(root_, json_pointer);
    if (!there.complete || there.last.value->kind != Value::Kind::string) {
        return std::nullopt;
    }
    return there.last.value->text();
}

std::optional<Document> Document::at(std::string_view json_pointer) const {
    const Walk there = walk(root_, json_pointer);
    return there.complete ? std::optional(Document(file_name_, there.last.value)) : std::nullopt;
}

std::vector<Document> Document::elements_at(std::string_view json_pointer) const {
    std::vector<Document> documents;
    const Walk there = walk(root_, json_pointer);
    if (there.complete && there.last.value->kind == Value::Kind::array) {
        for (const auto& element : there.last.value->elements()) {
            documents.emplace_back(file_name_, element);
        }
    }
    return documents;
}

Document Document::with_string(std::string_view json_pointer, std::string_view value) const {
    const auto changed = with_string_at(*root_, json_pointer, value);
    return {file_name_, changed != nullptr ? changed : root_};
}

bool Document::is_object() const { return root_->kind == Value::Kind::object; }

}  // namespace server::files

#include "server/files/tree_builder.hpp"

#include "core/text/utf8.hpp"
#include "server/files/failure.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

namespace server::files {
namespace {

[[noreturn]] void fail_too_deep(Position position) {
    throw Failure(core::ErrorCode::too_deep, position,
                  "more than " + std::to_string(max_depth) + " nested arrays and objects");
}

}  // namespace

bool TreeBuilder::wants_key() const {
    return !open_.empty() && open_.back().is_object && !open_.back().has_key && !open_.back().merging;
}

void TreeBuilder::open(bool is_object, Position position) {
    if (open_.size() == max_depth) {
        fail_too_deep(position);
    }
    open_.push_back(
        {.is_object = is_object, .position = position, .key = {}, .key_position = {}, .elements = {}, .members = {}});
}

void TreeBuilder::start_array(Position position) { open(false, position); }

void TreeBuilder::start_object(Position position) { open(true, position); }

void TreeBuilder::key(std::string text, Position position) {
    open_.back().has_key = true;
    open_.back().key = std::move(text);
    open_.back().key_position = position;
}

void TreeBuilder::merge_key(Position position) {
    open_.back().merging = true;
    open_.back().key_position = position;
}

void TreeBuilder::scalar(Value::Kind kind, std::string text, Position position) {
    add(make_scalar(kind, std::move(text), position));
}

void TreeBuilder::alias(const Value::Pointer& value, Position position) {
    alias_bytes_ += value->json_bytes;
    if (alias_bytes_ > max_alias_bytes) {
        throw Failure(core::ErrorCode::wrong_shape, position,
                      "the aliases of this document expand to more than 16 MiB");
    }
    if (open_.size() + value->height > max_depth) {
        fail_too_deep(position);
    }
    add(value);
}

Value::Pointer TreeBuilder::end() {
    Open ended = std::move(open_.back());
    open_.pop_back();
    Value::Pointer value = ended.is_object ? make_object(sorted_members(ended), ended.position)
                                           : make_array(std::move(ended.elements), ended.position);
    add(value);
    return value;
}

Value::Pointer TreeBuilder::take() {
    alias_bytes_ = 0;
    return std::exchange(root_, nullptr);
}

void TreeBuilder::add(Value::Pointer value) {
    if (open_.empty()) {
        root_ = std::move(value);
        return;
    }
    Open& parent = open_.back();
    if (!parent.is_object) {
        parent.elements.push_back(std::move(value));
    } else if (parent.merging) {
        merge(parent, *value);
        parent.merging = false;
    } else {
        parent.members.push_back(
            {{std::move(parent.key), parent.key_position, std::move(value)}, parent.members.size(), false});
        parent.has_key = false;
    }
}

// As go-yaml v2 merges: what stands later in the text wins, be it merged or not; in a sequence the earlier mapping
// wins.
void TreeBuilder::merge(Open& object, const Value& value) {
    if (value.kind != Value::Kind::array) {
        merge_members(object, value);
        return;
    }
    for (const auto& element : std::views::reverse(value.elements())) {
        merge_members(object, *element);
    }
}

void TreeBuilder::merge_members(Open& object, const Value& value) {
    if (value.kind != Value::Kind::object) {
        throw Failure(core::ErrorCode::broken_json, object.key_position,
                      "the merge key << needs a mapping or a sequence of mappings");
    }
    for (const auto& member : value.members()) {
        object.members.push_back({member, object.members.size(), true});
    }
}

std::vector<Value::Member> TreeBuilder::sorted_members(Open& object) {
    // Not stable_sort: libstdc++ 12 builds it on a function that clang 19 reports as deprecated.
    std::ranges::sort(object.members, {}, [](const PendingMember& pending) {
        return std::pair<std::string_view, std::size_t>(pending.member.key, pending.order);
    });
    std::vector<Value::Member> sorted;
    const PendingMember* written = nullptr;  // the last of this key that was not merged; only its position is read
    for (PendingMember& pending : object.members) {
        const bool same_key = !sorted.empty() && sorted.back().key == pending.member.key;
        if (same_key && written != nullptr && !pending.merged) {
            throw Failure(core::ErrorCode::broken_json, pending.member.position,
                          "the key \"" + core::text::truncate(sorted.back().key, 80) +
                              "\" is given twice, first at line " + std::to_string(written->member.position.line));
        }
        written = !pending.merged ? &pending : same_key ? written : nullptr;
        if (same_key) {
            sorted.back() = std::move(pending.member);
        } else {
            sorted.push_back(std::move(pending.member));
        }
    }
    return sorted;
}

}  // namespace server::files

#include "server/cli/tree.hpp"

#include "core/json/scanner.hpp"
#include "core/json/string.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace server::cli {
namespace {

using core::json::Kind;
using core::json::Scanner;

std::string unescaped(const core::json::String& string) {
    std::string value;
    core::json::append_unescaped(value, string.raw);
    return value;
}

// The nesting of the calls is the nesting of the text, which the scanner bounds.
Tree read_value(Scanner& scanner);

Tree read_object(Scanner& scanner) {
    Tree tree = Tree::object({});
    for (core::json::Members members(scanner); members.next();) {
        const std::string key = unescaped(members.key());
        Tree* earlier = tree.find(key);
        Tree& value = earlier != nullptr ? *earlier : tree.members.emplace_back(key, Tree{}).value;
        value = read_value(scanner);
    }
    return tree;
}

Tree read_array(Scanner& scanner) {
    Tree tree;
    tree.kind = Tree::Kind::array;
    for (core::json::Elements elements(scanner); elements.next();) {
        tree.items.push_back(read_value(scanner));
    }
    return tree;
}

Tree read_value(Scanner& scanner) {
    Tree tree;
    switch (scanner.peek()) {
        case Kind::object: return read_object(scanner);
        case Kind::array: return read_array(scanner);
        case Kind::string: {
            core::json::String string;
            if (scanner.read_string(string)) {
                return Tree::string(unescaped(string));
            }
            break;
        }
        case Kind::number: tree.kind = Tree::Kind::number; break;
        case Kind::boolean: tree.kind = Tree::Kind::boolean; break;
        case Kind::null:
        case Kind::none: break;
    }
    tree.text = scanner.skip_raw();
    if (tree.kind == Tree::Kind::null) {
        tree.text.clear();
    }
    return tree;
}

constexpr std::array<std::string_view, 5> first_keys = {"apiVersion", "kind", "name", "metadata", "spec"};

/// The child that one token of a pointer names. For trees that may be changed and for those that may not.
template <typename SomeTree>
SomeTree* child(SomeTree& tree, std::string_view token) {
    if (!tree.is_array()) {
        return tree.find(token);
    }
    const auto index = array_index(token);
    return index && *index < tree.items.size() ? &tree.items[*index] : nullptr;
}

template <typename SomeTree>
SomeTree* walk(SomeTree& tree, std::string_view pointer) {
    const auto tokens = decode_pointer(pointer);
    SomeTree* at = tokens ? &tree : nullptr;
    for (std::size_t i = 0; at != nullptr && i < tokens->size(); ++i) {
        at = child(*at, (*tokens)[i]);
    }
    return at;
}

}  // namespace

Tree Tree::string(std::string value) {
    Tree tree;
    tree.kind = Kind::string;
    tree.text = std::move(value);
    return tree;
}

Tree Tree::boolean(bool value) {
    Tree tree;
    tree.kind = Kind::boolean;
    tree.text = value ? "true" : "false";
    return tree;
}

Tree Tree::object(std::vector<Member> members) {
    Tree tree;
    tree.kind = Kind::object;
    tree.members = std::move(members);
    return tree;
}

const Tree* Tree::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &found->value;
}

Tree* Tree::find(std::string_view key) {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &found->value;
}

std::string_view Tree::string_at(std::string_view key) const {
    const Tree* value = find(key);
    return value != nullptr && value->is_string() ? std::string_view(value->text) : std::string_view();
}

Tree& Tree::set(std::string_view key, Tree value) {
    if (Tree* old = find(key)) {
        return *old = std::move(value);
    }
    const auto behind = std::ranges::find_if(members, [&](const Member& member) { return member.key > key; });
    return members.insert(behind, Member{std::string(key), std::move(value)})->value;
}

bool operator==(const Tree& left, const Tree& right) {
    if (left.kind != right.kind || left.text != right.text || left.members.size() != right.members.size()) {
        return false;
    }
    const auto in_right = [&](const Member& member) {
        const Tree* other = right.find(member.key);
        return other != nullptr && *other == member.value;
    };
    return left.items == right.items && std::ranges::all_of(left.members, in_right);
}

core::Result<Tree> decode_tree(std::string_view json) {
    Scanner scanner(json);
    Tree tree = read_value(scanner);
    if (!scanner.finish()) {
        return std::unexpected(core::json::to_error(json, *scanner.failure()));
    }
    return tree;
}

std::vector<const Member*> ordered_members(const Tree& object) {
    std::vector<const Member*> ordered;
    ordered.reserve(object.members.size());
    for (const std::string_view key : first_keys) {
        if (const auto found = std::ranges::find(object.members, key, &Member::key); found != object.members.end()) {
            ordered.push_back(&*found);
        }
    }
    for (const Member& member : object.members) {
        if (std::ranges::find(first_keys, member.key) == first_keys.end()) {
            ordered.push_back(&member);
        }
    }
    return ordered;
}

void sort_members(Tree& tree) {
    std::ranges::sort(tree.members, {}, &Member::key);
    for (Member& member : tree.members) {
        sort_members(member.value);
    }
    for (Tree& item : tree.items) {
        sort_members(item);
    }
}

const Tree* find_at(const Tree& tree, std::string_view pointer) { return walk(tree, pointer); }

Tree* find_at(Tree& tree, std::string_view pointer) { return walk(tree, pointer); }

}  // namespace server::cli

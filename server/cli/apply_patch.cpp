#include "server/cli/apply_patch.hpp"

#include <cstddef>
#include <optional>

namespace server::cli {
namespace {

std::unexpected<core::Error> wrong_shape(std::string detail) {
    return std::unexpected(core::Error{core::ErrorCode::wrong_shape, std::move(detail)});
}

const char* to_string(PatchOperation::Kind kind) { return kind == PatchOperation::Kind::add ? "add" : "replace"; }

core::Result<PatchOperation> decode_operation(const Tree& tree) {
    PatchOperation operation;
    const std::string_view name = tree.string_at("op");
    if (name != "add" && name != "replace") {
        return wrong_shape("op must be add or replace");
    }
    operation.kind = name == "add" ? PatchOperation::Kind::add : PatchOperation::Kind::replace;
    const Tree* path = tree.find("path");
    const Tree* value = tree.find("value");
    if (path == nullptr || !path->is_string() || value == nullptr) {
        return wrong_shape("path and value must be given");
    }
    operation.path = path->text;
    operation.value = *value;
    return operation;
}

core::Result<void> apply_to_array(Tree& array, const std::string& token, const PatchOperation& operation) {
    const bool is_add = operation.kind == PatchOperation::Kind::add;
    const std::size_t size = array.items.size();
    const auto index = token == "-" && is_add ? std::optional(size) : array_index(token);
    if (!index || *index >= size + (is_add ? 1U : 0U)) {
        return wrong_shape("no such place in an array of " + std::to_string(size));
    }
    if (is_add) {
        array.items.insert(array.items.begin() + static_cast<std::ptrdiff_t>(*index), operation.value);
    } else {
        array.items[*index] = operation.value;
    }
    return {};
}

core::Result<void> apply_to_object(Tree& object, const std::string& token, const PatchOperation& operation) {
    if (operation.kind == PatchOperation::Kind::replace && object.find(token) == nullptr) {
        return wrong_shape("there is nothing to replace");
    }
    object.set(token, operation.value);
    return {};
}

}  // namespace

core::Result<std::vector<PatchOperation>> decode_patch(std::string_view json) {
    const auto tree = decode_tree(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    if (!tree->is_array()) {
        return wrong_shape("a JSON Patch must be an array");
    }
    std::vector<PatchOperation> patch;
    for (const Tree& item : tree->items) {
        auto operation = decode_operation(item);
        if (!operation) {
            return wrong_shape("/" + std::to_string(patch.size()) + ": " + operation.error().detail);
        }
        patch.push_back(std::move(*operation));
    }
    return patch;
}

std::string encode_patch(const std::vector<PatchOperation>& patch) {
    std::string out = "[";
    for (const PatchOperation& operation : patch) {
        out += out.size() == 1 ? "\n  " : ",\n  ";
        out += encode_tree(Tree::object({{"op", Tree::string(to_string(operation.kind))},
                                         {"path", Tree::string(operation.path)},
                                         {"value", operation.value}}));
    }
    return out + (patch.empty() ? "]" : "\n]");
}

core::Result<void> apply_patch(Tree& tree, const PatchOperation& operation) {
    auto tokens = decode_pointer(operation.path);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    if (tokens->empty()) {
        tree = operation.value;
        return {};
    }
    Tree* parent = find_at(tree, std::string_view(operation.path).substr(0, operation.path.rfind('/')));
    if (parent == nullptr) {
        return wrong_shape("the parent is missing");
    }
    if (parent->is_array()) {
        return apply_to_array(*parent, tokens->back(), operation);
    }
    if (parent->is_object()) {
        return apply_to_object(*parent, tokens->back(), operation);
    }
    return wrong_shape("the parent is neither an object nor an array");
}

core::Result<void> apply_patch(Tree& tree, const std::vector<PatchOperation>& patch) {
    for (std::size_t i = 0; i < patch.size(); ++i) {
        if (auto done = apply_patch(tree, patch[i]); !done) {
            return wrong_shape("operation " + std::to_string(i) + " (" + to_string(patch[i].kind) + " " +
                               patch[i].path + "): " + done.error().detail);
        }
    }
    return {};
}

}  // namespace server::cli

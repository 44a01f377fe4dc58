#pragma once

#include "core/error.hpp"
#include "server/cli/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace server::cli {

/// One operation of a JSON Patch (RFC 6902), of the two that the webhook ever emits (product.md: "The patch only ever
/// adds").
struct PatchOperation {
    enum class Kind { add, replace };

    Kind kind = Kind::add;
    std::string path;  ///< JSON pointer
    Tree value;
};

/// Reads a JSON Patch. Errors: broken_json, too_deep; wrong_shape for another operation than add and replace or a
/// member that is missing.
[[nodiscard]] core::Result<std::vector<PatchOperation>> decode_patch(std::string_view json);

/// A JSON Patch with one operation a line, indented by one level; `[]` for none.
[[nodiscard]] std::string encode_patch(const std::vector<PatchOperation>& patch);

/// Applies one operation as RFC 6902 section 4.1 and 4.3 say: `add` to an object sets the member, to an array inserts
/// before the index (`-`: at the end); `replace` demands that the target exists. Anything that does not apply is
/// wrong_shape, and leaves the tree as it was.
[[nodiscard]] core::Result<void> apply_patch(Tree& tree, const PatchOperation& operation);

/// All of them in order; stops at the first that does not apply and names it: `operation 2 (add /spec/volumes/-): ...`.
[[nodiscard]] core::Result<void> apply_patch(Tree& tree, const std::vector<PatchOperation>& patch);

}  // namespace server::cli

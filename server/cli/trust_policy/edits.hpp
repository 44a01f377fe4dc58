#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <string>
#include <vector>

namespace server::cli::trust_policy {

/// Whether a grant is let in or taken out.
enum class Direction { add, remove };

/// One grant, and what became of the document by it.
struct Step {
    Direction direction = Direction::add;
    core::iam::trust_policy::edit::Grant grant;
    core::iam::trust_policy::edit::Edit edit{};
};

/// Applies the steps to the document in their order, each to the text that the one before left, and fills in their
/// `edit`. A step that did not reach its aim is looked at once more when all are done: a later one may have cleared its
/// obstacle. The document after all of them.
core::iam::trust_policy::Document apply(core::iam::trust_policy::Document document, std::vector<Step>& steps);

/// Whether every step reached its aim.
[[nodiscard]] bool all_reached(const std::vector<Step>& steps);

/// Why the document after an edit is too long for the quota, and what to do; empty when it is not, or the edit did not
/// make it longer.
[[nodiscard]] std::string quota_complaint(const core::iam::trust_policy::Document& before,
                                          const core::iam::trust_policy::Document& after, std::size_t quota);

}  // namespace server::cli::trust_policy

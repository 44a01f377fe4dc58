#pragma once

#include "core/mutation/explain.hpp"
#include "server/cli/diff.hpp"

#include <string>

namespace server::cli {

/// What `explain` prints for a person: who was asked about, an aligned list of the facts in the order in which they
/// were asked for, the settings, the warnings, and the result in one sentence.
[[nodiscard]] std::string render_explanation(const core::mutation::Explanation& explanation, const Paint& paint);

}  // namespace server::cli

#pragma once

#include "core/admission/review.hpp"
#include "core/mutation/decide.hpp"

#include <string>

namespace core::mutation {

/// The JSON Patch (RFC 6902) that carries out a decision on the object under review; empty when nothing changes. Only
/// `add` operations, but for a role that replaces another. It always applies: every parent that is missing is created
/// first, and nothing is reordered or removed.
[[nodiscard]] std::string encode_patch(const Decision& decision, const admission::Review& review, const Policy& policy);

}  // namespace core::mutation

#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/mistake.hpp"
#include "core/json/node.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy {

/// Reads one element of `Statement`. What is wrong goes to `mistakes`; nothing when Effect, Principal, Action or
/// Condition cannot be used. The pointers of the answer lead into `node`.
[[nodiscard]] std::optional<Statement> decode_statement(const json::Node& node, std::size_t number,
                                                        std::vector<Mistake>& mistakes);

/// Reads `Condition`; false when it has a shape that cannot be used. Single values that cannot are left out.
[[nodiscard]] bool decode_conditions(const json::Node& node, std::vector<Condition>& conditions,
                                     std::vector<Mistake>& mistakes);

/// A member of that name but for the case of its letters, so that a message can name it; nullptr when there is none.
[[nodiscard]] const json::NodeMember* find_in_other_case(const json::Node& node, std::string_view name);

}  // namespace core::iam::trust_policy

#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/evaluation/condition_operator.hpp"

#include <span>
#include <string_view>

namespace core::iam::trust_policy::lint {

/// Whether a request without the key fulfils it.
[[nodiscard]] bool is_true_without_key(const evaluation::ConditionOperator& op);

/// Whether a request without the key of this condition fulfils it; `Null` says so in its value.
[[nodiscard]] bool can_lack_key(const Condition& condition, const evaluation::ConditionOperator& op);

/// Whether it compares texts, negated or not.
[[nodiscard]] bool compares_text(const evaluation::ConditionOperator& op);

/// Whether it compares texts and says which are wanted.
[[nodiscard]] bool wants_text(const evaluation::ConditionOperator& op);

/// Whether one value of an operator that `wants_text` is fulfilled by this text; variables are taken as they stand.
[[nodiscard]] bool fits(const evaluation::ConditionOperator& op, std::string_view text, std::string_view value);

/// All operators without prefix and suffix.
[[nodiscard]] std::span<const std::string_view> operator_names();

}  // namespace core::iam::trust_policy::lint

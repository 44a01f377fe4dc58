#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"
#include "core/iam/trust_policy/evaluation/policy_variable.hpp"

#include <string>
#include <vector>

namespace core::iam::trust_policy::evaluation {

/// Whether a condition is fulfilled.
struct ConditionAnswer {
    Answer is_fulfilled = Answer::no;
    bool is_known_operator = true;            ///< else it depends: IAM refuses such a document
    std::vector<std::string> unknown_keys{};  ///< what it depends on
};

/// As `evaluate` says in its header.
[[nodiscard]] ConditionAnswer match_condition(const Condition& condition, const Reading& reading);

}  // namespace core::iam::trust_policy::evaluation

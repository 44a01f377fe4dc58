#pragma once

#include "core/check/finding.hpp"
#include "core/check/trial.hpp"

#include <string_view>

namespace core::check {

/// Whether asking again may bring another answer.
enum class Patience {
    none,   ///< no: somebody has to do something
    brief,  ///< what was made a moment ago may not have reached this API server: RBAC rules, a ServiceAccount
    full,   ///< a registration is not in force yet, a replica is starting, the API server is busy
};

/// Why the API server did not take the Pod.
struct Refusal {
    Finding finding;
    Patience patience = Patience::none;
};

/// Judges an answer that is not 201: `status` of HTTP, `body` a `v1` Status as far as it is one.
[[nodiscard]] Refusal judge_refusal(int status, std::string_view body, const Trial& trial);

}  // namespace core::check

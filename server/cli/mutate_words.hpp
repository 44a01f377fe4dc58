#pragma once

#include "core/mutation/outcome.hpp"

#include <string>
#include <string_view>

namespace server::cli {

/// Where a role comes from: `role from Profile team-a`, `role from the annotation of ServiceAccount reader`, `default
/// role`.
[[nodiscard]] std::string source_in_words(core::mutation::Source source, std::string_view profile,
                                          std::string_view service_account);

/// Why a Pod or ServiceAccount gets nothing, in words and with the stable reason word behind: `no rule gives a role
/// to ServiceAccount default in namespace team-a (no_role)`. Empty for reasons that change something.
[[nodiscard]] std::string reason_in_words(core::mutation::Reason reason, std::string_view namespace_name,
                                          std::string_view service_account, std::string_view profile);

/// What one answer came to, for a person: `injected: role from Profile team-a`, `unchanged: ...`, `observed: ...`.
[[nodiscard]] std::string outcome_in_words(const core::mutation::Outcome& outcome);

}  // namespace server::cli

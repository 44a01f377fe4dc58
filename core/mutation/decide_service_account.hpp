#pragma once

#include "core/mutation/decide.hpp"

namespace core::mutation {

/// CREATE or UPDATE of a ServiceAccount (product.md, "ServiceAccounts"). A conflict is repaired or denied only after
/// its Profile was read live: until then the Profile is missing, also with WhenUnknown::settle.
[[nodiscard]] Decision decide_service_account(const admission::ServiceAccountReview& review,
                                              std::string_view namespace_name, const profile::Directory& directory,
                                              const Policy& policy, const Knowledge& knowledge);

}  // namespace core::mutation

#pragma once

#include "core/mutation/decide.hpp"

namespace core::mutation {

/// CREATE or UPDATE of a ServiceAccount (product.md, "ServiceAccounts").
[[nodiscard]] Decision decide_service_account(const admission::ServiceAccountReview& review,
                                              std::string_view namespace_name, const profile::Directory& directory,
                                              const Policy& policy);

}  // namespace core::mutation

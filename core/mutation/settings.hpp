#pragma once

#include "core/admission/metadata.hpp"
#include "core/mutation/policy.hpp"
#include "core/mutation/role.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::mutation {

inline constexpr int min_token_expiration_s = 600;    ///< the API server refuses less
inline constexpr int max_token_expiration_s = 86400;  ///< as the EKS webhook

/// How the token and the SDK are set up for one role (the settings table of product.md).
struct Settings {
    std::string audience;  ///< empty: the field is omitted
    int token_expiration_s = max_token_expiration_s;
    bool sts_regional_endpoints = false;
    std::string region;                 ///< empty: none
    std::vector<std::string> warnings;  ///< due only when something is injected
};

/// The settings for a role that was found, first that is set: annotation of the Pod, annotation of the ServiceAccount,
/// plugin (only for a role that comes from it), flag. `pod` may be nullptr (explain).
[[nodiscard]] Settings decide_settings(const RoleDecision& decision, const admission::Annotations* pod,
                                       const Policy& policy);

/// A lifetime as written: a decimal integer of any size with an optional sign, clamped; nullopt: not such a number.
struct Lifetime {
    int seconds;  ///< 600..86400
    bool clamped;
};
[[nodiscard]] std::optional<Lifetime> parse_lifetime(std::string_view text);

/// The spellings of Go's strconv.ParseBool: `1 t T TRUE true True 0 f F FALSE false False`.
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

}  // namespace core::mutation

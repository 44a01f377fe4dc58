#include "core/iam/trust_policy/evaluation/principal_match.hpp"

#include "core/iam/arn.hpp"

#include <algorithm>

namespace core::iam::trust_policy::evaluation {
namespace {

bool is_provider_of(std::string_view provider_arn, std::string_view issuer) {
    const auto arn = split_arn(provider_arn);
    constexpr std::string_view kind = "oidc-provider/";
    return arn && is_partition(arn->partition) && is_account_id(arn->account_id) && arn->resource.starts_with(kind) &&
           arn->resource.substr(kind.size()) == issuer;
}

bool names(const Principal& principal, const Claims& claims) {
    if (is_everybody(principal)) {
        return true;
    }
    if (principal.type != "Federated") {
        return false;
    }
    return claims.provider_arn.empty() ? is_provider_of(principal.value.text, claims.issuer)
                                       : principal.value.text == claims.provider_arn;
}

}  // namespace

bool is_everybody(const Principal& principal) {
    return principal.value.text == "*" &&
           (principal.type == "*" || principal.type == "AWS" || principal.type == "Federated");
}

bool matches_principal(const Statement& statement, const Claims& claims) {
    const bool is_named = std::ranges::any_of(
        statement.principals, [&claims](const Principal& principal) { return names(principal, claims); });
    return is_named != statement.is_not_principal;
}

}  // namespace core::iam::trust_policy::evaluation

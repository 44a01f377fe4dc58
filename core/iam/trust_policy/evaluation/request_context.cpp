#include "core/iam/trust_policy/evaluation/request_context.hpp"

#include "core/iam/trust_policy/wildcard.hpp"

namespace core::iam::trust_policy::evaluation {

RequestContext::RequestContext(const Claims& claims) : issuer_prefix_(lower_case_key(claims.issuer) + ":") {
    for (const auto& [key, values] : claims.context) {
        values_.emplace(lower_case_key(key), values);
    }
    values_.emplace(issuer_prefix_ + "sub", std::vector{claims.subject});
    values_.emplace(issuer_prefix_ + "aud", std::vector{claims.audience});
    if (!claims.provider_arn.empty()) {
        values_.emplace("aws:federatedprovider", std::vector{claims.provider_arn});
    }
}

KeyValues RequestContext::find(std::string_view key) const {
    const std::string name = lower_case_key(key);
    if (const auto found = values_.find(name); found != values_.end()) {
        return {found->second.empty() ? Presence::absent : Presence::present, found->second};
    }
    const bool is_global = name.starts_with("aws:") || name.starts_with("sts:");
    return {is_global && !name.starts_with(issuer_prefix_) ? Presence::unknown : Presence::absent, {}};
}

}  // namespace core::iam::trust_policy::evaluation

#pragma once

#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy::evaluation {

enum class Presence { absent, present, unknown };

/// What the request says of one condition key.
struct KeyValues {
    Presence presence = Presence::absent;
    std::span<const std::string> values{};  ///< of a key that is present: at least one
};

/// The condition keys of an AssumeRoleWithWebIdentity request.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
class RequestContext {
public:
    explicit RequestContext(const Claims& claims);

    /// By name without regard to case. `<issuer>:sub`, `<issuer>:aud` and, when the provider is known,
    /// `aws:FederatedProvider` come from the token; what Claims::context says counts before them. Other claims, and
    /// keys of other providers and services, are known to be absent; other keys of `aws:` and `sts:` are unknown. The
    /// values live as long as this object.
    [[nodiscard]] KeyValues find(std::string_view key) const;

private:
    std::string issuer_prefix_;                                            ///< lower case, with its colon
    std::map<std::string, std::vector<std::string>, std::less<>> values_;  ///< names in lower case
};

}  // namespace core::iam::trust_policy::evaluation

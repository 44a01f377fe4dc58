#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <string>
#include <vector>

namespace tests::trust_policy {

/// A document and one who is to be added or removed.
struct Trial {
    unsigned seed = 0;
    std::string text;
    core::iam::trust_policy::edit::Grant grant;
    std::vector<core::iam::trust_policy::edit::Grant>
        earlier;  ///< some who may be added before, so that edits meet edits
};

/// A caller whose verdicts are compared.
struct Caller {
    core::iam::OidcProvider provider;
    core::iam::Subject subject;
    std::string audience;
};

/// The same seed, the same trial. Documents are such as IAM could hold, and a good many that it would refuse: every
/// form of statement, principal, action and condition that the grammar has, in random layouts.
[[nodiscard]] Trial random_trial(unsigned seed);

/// Some of the callers that the trial's document may tell apart: the grant's provider, subject and audience, and
/// others; every provider is among them (one with the same issuer in another account, one with its issuer in another
/// case).
[[nodiscard]] std::vector<Caller> callers(const Trial& trial);

}  // namespace tests::trust_policy

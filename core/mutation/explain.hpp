#pragma once

#include "core/mutation/outcome.hpp"
#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::mutation {

/// One fact that led to the role, in the order in which it was asked for.
struct Fact {
    std::string about;  ///< `namespace`, `profile`, `ownership`, `plugin`, `service account`, `annotation`, `default
                        ///< role`, `mode`
    std::string text;   ///< one line: `owned by Profile team-a: controller ownerReference with its name and uid`
};

/// Why a Pod of this service account gets the role that it gets: the answer of `explain` and of `/api/explain`.
struct Explanation {
    std::string namespace_name;
    std::string service_account;
    Mode mode = Mode::inject;
    Reason reason = Reason::no_role;  ///< `injected` when there is a role
    Source source = Source::none;
    std::string role;      ///< empty: none
    std::string profile;   ///< owner of the namespace, empty: none
    std::string audience;  ///< settings in force for that role; empty: the field is omitted
    int token_expiration_s = 0;
    bool sts_regional_endpoints = false;
    std::string region;  ///< empty: not set
    std::vector<Fact> facts;
    std::vector<std::string> warnings;
};

/// The role decision for an ordinary Pod (no annotation or label of its own) with all facts. Uses the very function
/// that `core::mutate` uses. Objects that the directory lacks count as absent.
[[nodiscard]] Explanation explain(std::string_view namespace_name, std::string_view service_account,
                                  const profile::Directory& directory, const Policy& policy);

}  // namespace core::mutation

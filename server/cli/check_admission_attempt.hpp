#pragma once

#include "core/check/finding.hpp"
#include "core/check/refusal.hpp"
#include "core/check/trial.hpp"
#include "server/kube/blocking_client.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace server::cli {

/// What came of one Pod.
struct Attempt {
    std::vector<core::check::Finding> findings;
    core::check::Patience patience = core::check::Patience::none;  ///< `none` also when all is well
    bool lacks_credentials = false;                                ///< it was admitted, and has none at all
};

/// Sends one Pod with `dryRun=All`; waits at most `limit`, but a second in any case. `role` empty: any will do. The API
/// server's warnings are findings, too.
[[nodiscard]] Attempt attempt_admission(kube::BlockingClient& client, const core::check::Trial& trial,
                                        const std::string& role, std::chrono::milliseconds limit);

/// Looks at what decides whether the webhook is asked, with the rights that there are.
[[nodiscard]] std::vector<core::check::Finding> find_absence(kube::BlockingClient& client,
                                                             const core::check::Trial& trial,
                                                             const std::string& webhook_configuration);

}  // namespace server::cli

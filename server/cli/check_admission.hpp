#pragma once

#include "core/check/trial.hpp"
#include "server/cli/check_list.hpp"

#include <chrono>
#include <string>

namespace server::cli {

/// `--admission NAMESPACE/SERVICE-ACCOUNT`: does a Pod of that ServiceAccount get credentials?
[[nodiscard]] ClusterCheck admission_check();

/// What it is told, and clocks that tests shorten.
struct AdmissionTrial {
    core::check::Trial trial;
    std::string role;  ///< that the Pod must get; empty: any
    std::string webhook_configuration;
    std::chrono::milliseconds limit{30'000};  ///< a fresh registration takes a moment to be in force
    std::chrono::milliseconds brief{5'000};   ///< so do RBAC rules, but less
    std::chrono::milliseconds pause{1'000};   ///< between one Pod and the next
};

/// Sends one Pod with `dryRun=All` after the other until one comes back with credentials, or the time is over, or the
/// answer is final; then what was found, and where there are no credentials why, as far as our rights let us see
/// (get on the Namespace and the MutatingWebhookConfiguration; they are not needed).
[[nodiscard]] std::vector<core::check::Finding> try_admission(kube::BlockingClient& client, const AdmissionTrial& trial,
                                                              std::ostream& progress);

}  // namespace server::cli

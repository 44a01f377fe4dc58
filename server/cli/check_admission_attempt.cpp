#include "server/cli/check_admission_attempt.hpp"

#include "core/check/absence.hpp"
#include "core/check/credentials.hpp"
#include "core/check/status.hpp"

#include <algorithm>
#include <utility>

namespace server::cli {
namespace {

using core::check::Finding;
using core::check::Level;
using core::check::Patience;
using core::check::Trial;

constexpr std::chrono::milliseconds least_limit{1'000};
constexpr std::chrono::milliseconds read_limit{5'000};

Attempt unanswered(const kube::TransportFailure& failure) {
    const bool is_final = failure.kind == kube::TransportFailure::Kind::credentials;
    return {
        .findings = {{Level::fail, "admission",
                      "the API server does not answer: " + std::string(to_string(failure.kind)) + ": " + failure.detail,
                      ""}},
        .patience = is_final ? Patience::none : Patience::brief};
}

Attempt refused(const kube::Response& response, const Trial& trial) {
    auto refusal = core::check::judge_refusal(response.status, response.error_body, trial);
    return {.findings = {std::move(refusal.finding)}, .patience = refusal.patience};
}

Attempt admitted(const std::string& pod, const Trial& trial, const std::string& role) {
    const auto credentials = core::check::decode_credentials(pod);
    if (!credentials) {
        return {.findings = {{Level::fail, "admission",
                              "the API server's answer is no Pod: " + credentials.error().detail, ""}}};
    }
    Attempt attempt;
    attempt.findings = {{Level::ok, "admission",
                         "a Pod of " + trial.namespace_name + "/" + trial.service_account + " is admitted", ""}};
    std::ranges::move(core::check::judge_credentials(*credentials, role), std::back_inserter(attempt.findings));
    const bool has_failed =
        std::ranges::any_of(attempt.findings, [](const Finding& each) { return each.level == Level::fail; });
    attempt.patience = has_failed ? Patience::full : Patience::none;
    attempt.lacks_credentials = credentials->role_arn.empty() && credentials->token_file.empty();
    return attempt;
}

/// Reads one object that may tell more; 403 is no fault of the cluster.
template <typename T>
core::check::Seen<T> see(kube::BlockingClient& client, const std::string& target,
                         core::Result<T> (*decode)(std::string_view)) {
    core::check::Seen<T> seen;
    const auto got = client.get(target, read_limit);
    if (!got) {
        seen.unread = std::string(to_string(got.error().kind)) + ": " + got.error().detail;
    } else if (got->response.status == 404) {
        seen.is_absent = true;
    } else if (got->response.status != 200) {
        seen.unread = core::check::decode_status(got->response.error_body).message;
    } else if (auto object = decode(got->object)) {
        seen.object = *std::move(object);
    } else {
        seen.unread = object.error().detail;
    }
    return seen;
}

}  // namespace

Attempt attempt_admission(kube::BlockingClient& client, const Trial& trial, const std::string& role,
                          std::chrono::milliseconds limit) {
    const auto answer = client.write(
        {.method = kube::Method::post,
         .target = "/api/v1/namespaces/" + trial.namespace_name + "/pods?dryRun=All&fieldManager=profile-iam-webhook",
         .content_type = "application/json",
         .body = core::check::encode_trial_pod(trial),
         .total_timeout = std::max(limit, least_limit)});
    if (!answer) return unanswered(answer.error());
    const auto& response = answer->response;
    const bool is_taken = response.status == 200 || response.status == 201;
    Attempt attempt = is_taken ? admitted(answer->object, trial, role) : refused(response, trial);
    for (const auto& warning : response.warnings) attempt.findings.push_back({Level::warn, "warning", warning, ""});
    return attempt;
}

std::vector<Finding> find_absence(kube::BlockingClient& client, const Trial& trial,
                                  const std::string& webhook_configuration) {
    core::check::Surroundings around;
    around.registration_name = webhook_configuration;
    around.name_space = see(client, "/api/v1/namespaces/" + trial.namespace_name, core::profile::decode_namespace);
    around.registration =
        see(client, "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/" + webhook_configuration,
            core::registration::decode_webhook_configuration);
    return explain_absence(trial, around);
}

}  // namespace server::cli

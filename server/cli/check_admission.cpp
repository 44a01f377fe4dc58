#include "server/cli/check_admission.hpp"

#include "core/text/dns_name.hpp"
#include "server/cli/check_admission_attempt.hpp"
#include "server/cli/flags_checks.hpp"

#include <algorithm>
#include <ostream>
#include <thread>
#include <utility>

namespace server::cli {
namespace {

using core::check::Finding;
using core::check::Level;
using core::check::Patience;
using core::check::Trial;
using Clock = std::chrono::steady_clock;

constexpr const char* admission = "Admission";
constexpr std::int64_t most_ms = 600'000;

Trial trial_of(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return {};
    return {.namespace_name = text.substr(0, slash), .service_account = text.substr(slash + 1)};
}

std::string check_subject(const std::string& text) {
    const Trial trial = trial_of(text);
    const bool is_right = core::text::is_dns_label(trial.namespace_name) &&
                          core::text::is_dns_subdomain(trial.service_account);
    return text.empty() || is_right ? "" : "must be NAMESPACE/SERVICE-ACCOUNT, for example team-a/default-editor";
}

void declare(Flags& flags) {
    flags.declare({.name = "admission",
                   .default_text = "",
                   .help = "try a Pod of this ServiceAccount (a dry run: nothing is stored or started): does it get "
                           "credentials? Needs the right to create pods in that namespace",
                   .group = admission,
                   .placeholder = "NAMESPACE/SERVICE-ACCOUNT",
                   .check = check_subject});
    flags.declare({.name = "role",
                   .default_text = "",
                   .help = "the role ARN that the Pod must get",
                   .group = admission,
                   .placeholder = "ARN",
                   .default_help = "any",
                   .check = check_role_template});
    flags.declare({.name = "webhook-configuration",
                   .default_text = "profile-iam-webhook",
                   .help = "the MutatingWebhookConfiguration that should call the webhook; looked at when there are no "
                           "credentials",
                   .group = admission,
                   .placeholder = "NAME",
                   .check = check_object_name});
    flags.declare({.name = "timeout",
                   .kind = FlagKind::duration,
                   .default_text = "30s",
                   .help = "try again for so long: a fresh registration takes a moment to be in force",
                   .group = admission,
                   .placeholder = "DURATION",
                   .check = duration_between(0, most_ms)});
}

bool is_asked(const Flags& flags) {
    const bool is_named = !flags.text("admission").empty();
    if (!is_named && flags.value("role").is_set()) flags.refuse("role", "needs --admission");
    return is_named;
}

std::vector<Finding> run(const CheckContext& context) {
    AdmissionTrial trial;
    trial.trial = trial_of(context.flags.text("admission"));
    trial.role = context.flags.text("role");
    trial.webhook_configuration = context.flags.text("webhook-configuration");
    trial.limit = context.flags.duration("timeout");
    return try_admission(context.client, trial, context.progress);
}

std::string first_failure(const std::vector<Finding>& findings) {
    const auto failed = std::ranges::find(findings, Level::fail, &Finding::level);
    return failed == findings.end() ? std::string() : failed->text;
}

}  // namespace

ClusterCheck admission_check() { return {.declare = declare, .is_asked = is_asked, .run = run}; }

std::vector<Finding> try_admission(kube::BlockingClient& client, const AdmissionTrial& trial, std::ostream& progress) {
    const auto begin = Clock::now();
    const auto end_of = [&](Patience patience) {
        if (patience == Patience::none) return begin;
        return begin + (patience == Patience::full ? trial.limit : std::min(trial.limit, trial.brief));
    };
    std::string told;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(begin + trial.limit - Clock::now());
        Attempt attempt = attempt_admission(client, trial.trial, trial.role, left);
        if (attempt.patience == Patience::none || Clock::now() + trial.pause > end_of(attempt.patience)) {
            if (attempt.lacks_credentials)
                std::ranges::move(find_absence(client, trial.trial, trial.webhook_configuration),
                                  std::back_inserter(attempt.findings));
            return std::move(attempt.findings);
        }
        if (const auto why = first_failure(attempt.findings); why != told) {
            progress << "trying again: " << why << std::endl;
            told = why;
        }
        std::this_thread::sleep_for(trial.pause);
    }
}

}  // namespace server::cli

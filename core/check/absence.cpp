#include "core/check/absence.hpp"

#include <algorithm>
#include <utility>

namespace core::check {
namespace {

using registration::Webhook;
using registration::WebhookConfiguration;

constexpr const char* mode_label = "profile-iam-webhook.kubeflow.org/mode";

const Webhook* find_webhook(const WebhookConfiguration& configuration, std::string_view prefix) {
    const auto found = std::ranges::find_if(configuration.webhooks,
                                            [&](const Webhook& each) { return each.name.starts_with(prefix); });
    return found == configuration.webhooks.end() ? nullptr : &*found;
}

/// The webhook that the API server asks about Pods of that namespace; nullptr: none.
const Webhook* selected_webhook(const profile::Namespace& name_space, const WebhookConfiguration& configuration) {
    return find_webhook(configuration, name_space.is_part_of_profile ? "pods." : "irsa-pods.");
}

void judge_mode(const Trial& trial, const profile::Namespace& name_space, std::vector<Finding>& findings) {
    if (name_space.mode_label == "observe" || name_space.mode_label == "off") {
        findings.push_back({Level::fail, "mode",
                            "the Namespace " + trial.namespace_name + " is labelled " + mode_label + "=" +
                                name_space.mode_label + ": nothing is injected",
                            "kubectl label namespace " + trial.namespace_name + " " + mode_label +
                                "- (or =inject) when credentials are wanted"});
    }
}

void judge_selection(const Trial& trial, const Surroundings& around, std::vector<Finding>& findings) {
    const auto& name_space = around.name_space.object;
    const auto& configuration = around.registration.object;
    const bool is_asked = !name_space || name_space->is_part_of_profile ||
                          (configuration && find_webhook(*configuration, "irsa-pods.") != nullptr);
    if (!is_asked) {
        findings.push_back({Level::fail, "namespace",
                            "the Namespace " + trial.namespace_name +
                                " is not labelled app.kubernetes.io/part-of=kubeflow-profile, so the API server does "
                                "not ask the webhook about its Pods",
                            "Kubeflow's profile controller sets that label (namespace-labels); or install with scope: "
                            "cluster"});
    }
}

/// Under Ignore a webhook that does not answer is passed over without a word.
void judge_policy(const Surroundings& around, std::vector<Finding>& findings) {
    if (!around.name_space.object || !around.registration.object) {
        return;
    }
    const Webhook* webhook = selected_webhook(*around.name_space.object, *around.registration.object);
    if (webhook == nullptr || webhook->failure_policy != "Ignore") {
        return;
    }
    const bool is_empty = webhook->ca_bundle.empty();
    findings.push_back(
        {is_empty ? Level::fail : Level::warn, "registration",
         webhook->name + (is_empty
                              ? " has no caBundle yet, and failurePolicy Ignore: the API server passes it over"
                              : " has failurePolicy Ignore: if it cannot be reached, it is passed over in silence"),
         "is a replica ready? kubectl get pods -n profile-iam-system, then /readyz?verbose of one of them (in mode "
         "observe Ignore is right, and nothing is injected)"});
}

void judge_registration(const Surroundings& around, std::vector<Finding>& findings) {
    const std::string name = "MutatingWebhookConfiguration " + around.registration_name;
    if (around.registration.is_absent) {
        findings.push_back({Level::fail, "registration", "there is no " + name + ": nothing asks the webhook",
                            "install the chart (is --webhook-configuration right?)"});
    } else if (around.registration.object && find_webhook(*around.registration.object, "pods.") == nullptr) {
        findings.push_back({Level::fail, "registration", "the " + name + " has no webhook `pods.`",
                            "is it the chart's? --webhook-configuration names the one to look at"});
    }
}

void tell_unread(const Surroundings& around, std::vector<Finding>& findings) {
    for (const auto& [what, why] : {std::pair("the Namespace", around.name_space.unread),
                                    std::pair("the registration", around.registration.unread)}) {
        if (!why.empty()) {
            findings.push_back({Level::warn, "not looked at", std::string(what) + " cannot be read: " + why, ""});
        }
    }
}

Finding last_reason(const Trial& trial, const Surroundings& around) {
    const bool is_all_known = around.name_space.object && around.registration.object;
    const std::string explain = "`profile-iam-webhook explain -n " + trial.namespace_name + " -s " +
                                trial.service_account + "` says why";
    if (is_all_known) {
        return {
            Level::fail, "decision", "the webhook is asked about such Pods, and gives them no credentials",
            explain + "; or it runs with --mode=observe, or could not be reached where its failurePolicy is Ignore"};
    }
    return {Level::fail, "decision", "one of: not registered, Namespace not labelled, mode observe, no role",
            explain + "; kubectl get mutatingwebhookconfiguration " + around.registration_name +
                "; kubectl get namespace " + trial.namespace_name + " --show-labels"};
}

}  // namespace

std::vector<Finding> explain_absence(const Trial& trial, const Surroundings& surroundings) {
    std::vector<Finding> findings;
    judge_registration(surroundings, findings);
    judge_selection(trial, surroundings, findings);
    if (surroundings.name_space.object) {
        judge_mode(trial, *surroundings.name_space.object, findings);
    }
    judge_policy(surroundings, findings);
    const bool is_explained =
        std::ranges::any_of(findings, [](const Finding& each) { return each.level == Level::fail; });
    if (!is_explained) {
        findings.push_back(last_reason(trial, surroundings));
    }
    tell_unread(surroundings, findings);
    return findings;
}

}  // namespace core::check

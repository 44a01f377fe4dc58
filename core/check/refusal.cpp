#include "core/check/refusal.hpp"

#include "core/check/status.hpp"
#include "core/check/webhook_failure.hpp"

#include <utility>

namespace core::check {
namespace {

constexpr const char* about = "admission";

Refusal refuse(std::string text, std::string advice, Patience patience) {
    return {{Level::fail, about, std::move(text), std::move(advice)}, patience};
}

Refusal judge_webhook(const WebhookFailure& failure, const std::string& message) {
    const std::string whose = failure.is_ours() ? "our webhook " + failure.webhook
                                                : "somebody else's webhook " + failure.webhook;
    switch (failure.kind) {
        case WebhookFailure::Kind::not_called:
            return refuse("Pods are refused, because " + whose + " could not be called: " + message,
                          failure.is_ours() ? advise_call(message) : "mend that webhook; ours was not judged",
                          Patience::full);
        case WebhookFailure::Kind::no_dry_run:
            return refuse("a dry run is refused by " + whose + ": " + message,
                          "its sideEffects are not None or NoneOnDryRun, so nothing can be tried in this namespace: "
                          "try another, or make a Pod",
                          Patience::none);
        default:
            return refuse("the Pod is refused by " + whose + ": " + message,
                          failure.is_ours() ? "" : "that webhook decides which Pods may be; ours was not judged",
                          Patience::none);
    }
}

Refusal judge_forbidden(const std::string& message, const Trial& trial) {
    const std::string account = trial.namespace_name + "/" + trial.service_account;
    if (message.contains("error looking up service account")) {
        return refuse("there is no ServiceAccount " + account,
                      "is the name right? kubectl get serviceaccounts -n " + trial.namespace_name, Patience::brief);
    }
    if (message.contains("cannot create resource")) {
        return refuse("a right is missing: " + message,
                      "give that user a Role with create on pods in the namespace " + trial.namespace_name +
                          " (kubectl auth can-i create pods -n " + trial.namespace_name + ")",
                      Patience::brief);
    }
    if (message.contains("is being terminated")) {
        return refuse("the Namespace " + trial.namespace_name + " is being deleted", "try another one", Patience::none);
    }
    return refuse("a rule of the cluster refuses the Pod that is tried: " + message,
                  "it is small, and meets Pod Security restricted: the message names the quota or policy",
                  Patience::none);
}

}  // namespace

Refusal judge_refusal(int status, std::string_view body, const Trial& trial) {
    const Status said = decode_status(body);
    const WebhookFailure failure = find_webhook_failure(said.message);
    if (failure.kind != WebhookFailure::Kind::none) {
        return judge_webhook(failure, said.message);
    }
    const std::string told = std::to_string(status) + ": " + said.message;
    if (status == 401) {
        return refuse("the API server does not know us: " + told, "is the token of the kubeconfig or Pod still valid?",
                      Patience::brief);
    }
    if (status == 403) {
        return judge_forbidden(said.message, trial);
    }
    if (status == 404 && said.kind == "namespaces") {
        return refuse("there is no Namespace " + trial.namespace_name, "is the name right? kubectl get namespaces",
                      Patience::none);
    }
    const bool may_pass = status == 409 || status == 429 || status >= 500;
    return refuse("the API server does not take the Pod: " + told, "", may_pass ? Patience::full : Patience::none);
}

}  // namespace core::check

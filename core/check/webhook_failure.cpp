#include "core/check/webhook_failure.hpp"

#include <array>
#include <utility>

namespace core::check {
namespace {

using Kind = WebhookFailure::Kind;

constexpr std::string_view our_suffix = ".profile-iam-webhook.kubeflow.org";

/// The name in quotes that stands before or after a mark.
std::string quoted_from(std::string_view text) {
    const auto open = text.find('"');
    const auto close = open == std::string_view::npos ? open : text.find('"', open + 1);
    return close == std::string_view::npos ? std::string() : std::string(text.substr(open + 1, close - open - 1));
}

struct Cause {
    std::string_view mark;
    std::string_view advice;
};

/// The first that is in the message counts.
constexpr std::array causes{
    Cause{"profile-iam-webhook: ", "that is the webhook's own answer: its log and /readyz?verbose say more"},
    Cause{"x509:",
          "the caBundle of the registration does not fit the certificate that is served: compare `kubectl get "
          "mutatingwebhookconfiguration profile-iam-webhook -o yaml` with the Secret's ca.crt; with self-managed "
          "certificates a ready replica puts it right within seconds, else whoever writes the caBundle has to"},
    Cause{"tls:", "the API server and the webhook did not agree on TLS: the webhook's log names the handshake"},
    Cause{"no endpoints available",
          "no replica is ready: kubectl get pods -n profile-iam-system, then /readyz?verbose of one of them"},
    Cause{"\" not found",
          "the Service of the registration is not there: is the chart still installed? Without it, remove the "
          "registration: profile-iam-webhook unregister"},
    Cause{"connection refused",
          "the replica behind the Service does not listen: does the Service's targetPort name the webhook's port?"},
    Cause{"deadline exceeded",
          "the API server cannot reach the Pods in time: a security group, firewall or NetworkPolicy between the "
          "control plane and the webhook's port (8443)? On EKS with a foreign CNI: hostNetwork: true"},
    Cause{"i/o timeout",
          "the API server cannot reach the Pods: a security group, firewall or NetworkPolicy between the control "
          "plane and the webhook's port (8443)? On EKS with a foreign CNI: hostNetwork: true"},
    Cause{"no route to host", "the API server has no route to the Pods: on EKS with a foreign CNI: hostNetwork: true"},
};

}  // namespace

bool WebhookFailure::is_ours() const { return webhook.ends_with(our_suffix); }

WebhookFailure find_webhook_failure(std::string_view message) {
    constexpr std::string_view calling = "failed calling webhook ";
    if (const auto at = message.find(calling); at != std::string_view::npos) {
        return {Kind::not_called, quoted_from(message.substr(at))};
    }
    constexpr std::string_view webhook = "admission webhook ";
    if (const auto at = message.find(webhook); at != std::string_view::npos) {
        const std::string name = quoted_from(message.substr(at));
        if (message.contains("\" does not support dry run")) {
            return {Kind::no_dry_run, name};
        }
        if (message.contains("\" denied the request")) {
            return {Kind::denied, name};
        }
    }
    return {};
}

std::string advise_call(std::string_view message) {
    for (const Cause& cause : causes) {
        if (message.contains(cause.mark)) {
            return std::string(cause.advice);
        }
    }
    return "is a replica ready, and does the Service reach it? kubectl get pods,endpointslices -n profile-iam-system";
}

}  // namespace core::check

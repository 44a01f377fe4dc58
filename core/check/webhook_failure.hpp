#pragma once

#include <string>
#include <string_view>

namespace core::check {

/// What the API server says of a webhook in the message of a refusal.
struct WebhookFailure {
    enum class Kind {
        none,        ///< the message is about something else
        not_called,  ///< `failed calling webhook "..."`: its failurePolicy is Fail, and no answer came
        denied,      ///< `admission webhook "..." denied the request`
        no_dry_run,  ///< `admission webhook "..." does not support dry run`
    };
    Kind kind = Kind::none;
    std::string webhook;  ///< `pods.profile-iam-webhook.kubeflow.org`

    /// Of our registration, by its name (product.md, "Registration").
    [[nodiscard]] bool is_ours() const;
};

/// Finds it in the message (k8s.io/apiserver, pkg/admission/plugin/webhook: errors.ToStatusErr, ErrCallingWebhook).
[[nodiscard]] WebhookFailure find_webhook_failure(std::string_view message);

/// What to look at when a webhook of ours could not be called, by the cause at the end of the message.
[[nodiscard]] std::string advise_call(std::string_view message);

}  // namespace core::check

#pragma once

#include "core/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::registration {

/// On the MutatingWebhookConfiguration: the failurePolicy that the webhook `pods.` is to have once a replica is ready
/// (product.md, "Registration"). Absent: the policy is left alone.
inline constexpr const char* failure_policy_annotation = "profile-iam-webhook.kubeflow.org/pods-failure-policy";

/// `webhooks[i]`.
struct Webhook {
    std::string name;
    std::string ca_bundle;          ///< decoded; absent is empty, and so is what cannot be decoded
    std::string failure_policy;     ///< `Fail` (the API server's default) or `Ignore`
    std::string service_namespace;  ///< of clientConfig.service; both empty: it is called by a URL
    std::string service_name;
};

/// A v1 MutatingWebhookConfiguration as far as certificates need it.
struct WebhookConfiguration {
    std::string name;
    std::string resource_version;
    std::optional<std::string> asked_failure_policy;  ///< of the annotation: `Fail` or `Ignore`, another word is absent
    std::vector<Webhook> webhooks;
};

/// Errors name the JSON path.
[[nodiscard]] Result<WebhookConfiguration> decode_webhook_configuration(std::string_view json);

/// The Service that our webhooks call.
struct Service {
    std::string namespace_name;
    std::string name;
};

/// Called by our Service, or by a URL: an entry that names another Service is somebody else's, and is left alone.
[[nodiscard]] bool is_ours(const Webhook& webhook, const Service& service);

/// True when a `pods.` webhook of ours is `Ignore` where the annotation asks for `Fail`.
[[nodiscard]] bool is_weaker_than_asked(const WebhookConfiguration& configuration, const Service& service);

/// What should be.
struct WantedRegistration {
    Service service;
    std::string ca_bundle;               ///< PEM; for each webhook of ours
    bool raises_failure_policy = false;  ///< of `pods.`, to what the annotation asks; never lowers it
};

/// A JSON Patch (RFC 6902) which makes it so, and touches nothing else; nothing when it is so already. It sets
/// `metadata.resourceVersion` to the one that was read, so that the API server answers 409 when that is not the newest.
[[nodiscard]] std::optional<std::string> encode_registration_patch(const WebhookConfiguration& configuration,
                                                                   const WantedRegistration& wanted);

}  // namespace core::registration

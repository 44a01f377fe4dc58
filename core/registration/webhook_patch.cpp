#include "core/json/write.hpp"
#include "core/registration/webhook_configuration.hpp"
#include "core/text/base64.hpp"

#include <algorithm>
#include <cstddef>

namespace core::registration {
namespace {

/// Whether it is the webhook `pods.`, and `Ignore` though the annotation asks for `Fail`.
bool is_weaker(const WebhookConfiguration& configuration, const Webhook& webhook) {
    return configuration.asked_failure_policy == "Fail" && webhook.name.starts_with("pods.") &&
           webhook.failure_policy == "Ignore";
}

/// `add`, not `replace`: it sets a member that is there, too, and whether caBundle is, the API server alone knows.
void append_add(std::string& out, const std::string& path, std::string_view value) {
    out += out.empty() ? "[" : ",";
    out += R"({"op":"add",)";
    json::append_member(out, "path", path);
    out += ',';
    json::append_member(out, "value", value);
    out += '}';
}

}  // namespace

bool is_ours(const Webhook& webhook, const Service& service) {
    const bool by_url = webhook.service_namespace.empty() && webhook.service_name.empty();
    return by_url || (webhook.service_namespace == service.namespace_name && webhook.service_name == service.name);
}

bool is_weaker_than_asked(const WebhookConfiguration& configuration, const Service& service) {
    return std::ranges::any_of(configuration.webhooks, [&](const Webhook& webhook) {
        return is_ours(webhook, service) && is_weaker(configuration, webhook);
    });
}

std::optional<std::string> encode_registration_patch(const WebhookConfiguration& configuration,
                                                     const WantedRegistration& wanted) {
    std::string changes;
    append_add(changes, "/metadata/resourceVersion", configuration.resource_version);
    const std::size_t unchanged = changes.size();
    std::string ca_bundle;
    text::append_base64(ca_bundle, wanted.ca_bundle);
    for (std::size_t i = 0; i < configuration.webhooks.size(); ++i) {
        const Webhook& webhook = configuration.webhooks[i];
        if (!is_ours(webhook, wanted.service)) {
            continue;
        }
        const std::string path = "/webhooks/" + std::to_string(i);
        if (webhook.ca_bundle != wanted.ca_bundle) {
            append_add(changes, path + "/clientConfig/caBundle", ca_bundle);
        }
        if (wanted.raises_failure_policy && is_weaker(configuration, webhook)) {
            append_add(changes, path + "/failurePolicy", "Fail");
        }
    }
    if (changes.size() == unchanged) {
        return std::nullopt;
    }
    return changes + ']';
}

}  // namespace core::registration

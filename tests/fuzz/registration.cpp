// The readers of the two objects that a self-managed certificate lives in: whoever may edit the Secret or the webhook
// configuration writes what stands there.
#include "core/json/scanner.hpp"
#include "core/registration/secret.hpp"
#include "core/registration/webhook_configuration.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

namespace fuzz {
namespace {

using namespace core::registration;

bool is_json(std::string_view text) {
    core::json::Scanner scanner(text);
    scanner.skip();
    return scanner.finish();
}

template <typename Object>
void check(std::string_view text, const core::Result<Object>& object) {
    if (object) {
        must(is_json(text), "only JSON is read");
        must(!object->resource_version.empty(), "what is read has a version");
        return;
    }
    const core::Error& error = object.error();
    must(error.detail.starts_with('/') || error.detail.starts_with("(the document)") || error.detail.starts_with("..."),
         "an error names the place");
    const bool is_broken = error.code == core::ErrorCode::broken_json || error.code == core::ErrorCode::too_deep;
    must(is_broken == !is_json(text), "the error says whether it was JSON");
}

/// What was read is written and read again.
void check_secret(const Secret& secret) {
    SecretChange change{.namespace_name = "n", .name = "s", .data = secret.data, .annotations = {}};
    for (const auto& [key, value] : secret.annotations) {
        change.annotations.emplace(key, value);
    }
    const auto again = decode_secret(encode_secret_patch(change, secret.resource_version));
    must(again && again->data == secret.data && again->annotations == secret.annotations &&
             again->resource_version == secret.resource_version,
         "a patch says what was to be written");
    must(is_json(encode_secret_apply(change)), "what is applied is JSON");
}

void check_configuration(const WebhookConfiguration& configuration) {
    const Service service{.namespace_name = "n", .name = "s"};
    const WantedRegistration wanted{.service = service, .ca_bundle = "CA", .raises_failure_policy = true};
    const auto patch = encode_registration_patch(configuration, wanted);
    must(!patch || is_json(*patch), "a patch is JSON");
    must(patch || !is_weaker_than_asked(configuration, service), "a policy that is too weak is raised");
    WebhookConfiguration right = configuration;
    for (Webhook& webhook : right.webhooks) {
        webhook.ca_bundle = "CA";
        webhook.failure_policy = "Fail";
    }
    must(!encode_registration_patch(right, wanted), "what is right is left alone");
}

}  // namespace

void try_input(std::string_view bytes) {
    const auto secret = decode_secret(bytes);
    const auto configuration = decode_webhook_configuration(bytes);
    check(bytes, secret);
    check(bytes, configuration);
    if (secret) {
        check_secret(*secret);
    }
    if (configuration) {
        check_configuration(*configuration);
    }
}

}  // namespace fuzz

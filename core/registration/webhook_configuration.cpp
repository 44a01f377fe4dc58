#include "core/registration/webhook_configuration.hpp"

#include "core/json/decoder.hpp"
#include "core/registration/finish.hpp"
#include "core/text/base64.hpp"

#include <utility>

namespace core::registration {
namespace {

using json::Decoder;
using json::Fault;

void decode_service(Decoder& decoder, Fault& fault, Webhook& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("namespace")) {
            result.service_namespace = decoder.string(fault);
        } else if (key.is("name")) {
            result.service_name = decoder.string(fault);
        } else {
            decoder.scanner().skip();
        }
    });
}

/// True when there is one: without it no caBundle can be added.
bool decode_client_config(Decoder& decoder, Fault& fault, Webhook& result) {
    return decoder.object(fault, [&](const json::String& key) {
        if (key.is("caBundle")) {
            result.ca_bundle = text::decode_base64(decoder.string(fault)).value_or("");
        } else if (key.is("service")) {
            decode_service(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
}

Webhook decode_webhook(Decoder& decoder, Fault& fault) {
    static_cast<void>(decoder.scanner().peek());
    const std::size_t offset = decoder.scanner().offset();
    Webhook result;
    bool is_called = false;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("name")) {
            result.name = decoder.string(fault);
        } else if (key.is("failurePolicy")) {
            result.failure_policy = decoder.string(fault);
        } else if (key.is("clientConfig")) {
            is_called = decode_client_config(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
    if (!is_called) {
        fault.absorb({offset, "an object with a clientConfig"});
    }
    if (result.failure_policy.empty()) {
        result.failure_policy = "Fail";  // v1's default
    }
    return result;
}

void decode_annotations(Decoder& decoder, Fault& fault, WebhookConfiguration& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (!key.is(failure_policy_annotation)) {
            decoder.scanner().skip();
            return;
        }
        const std::string_view word = decoder.string(fault);
        const bool is_known = word == "Fail" || word == "Ignore";
        result.asked_failure_policy = is_known ? std::optional<std::string>(word) : std::nullopt;
    });
}

void decode_metadata(Decoder& decoder, Fault& fault, WebhookConfiguration& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("name")) {
            result.name = decoder.string(fault);
        } else if (key.is("resourceVersion")) {
            result.resource_version = decoder.string(fault);
        } else if (key.is("annotations")) {
            decode_annotations(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
}

}  // namespace

Result<WebhookConfiguration> decode_webhook_configuration(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    WebhookConfiguration result;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("metadata")) {
            decode_metadata(decoder, fault, result);
        } else if (key.is("webhooks")) {
            result.webhooks.clear();  // of a repeated key the last counts, whole
            decoder.array(fault, [&](std::size_t) { result.webhooks.push_back(decode_webhook(decoder, fault)); });
        } else {
            decoder.scanner().skip();
        }
    });
    return finish(json, decoder, fault, std::move(result));
}

}  // namespace core::registration

#include "core/admission/review.hpp"

#include "core/json/decoder.hpp"
#include "core/text/dns_name.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace core::admission {
namespace {

using json::Decoder;
using json::Fault;

/// `object` or `oldObject`: where it stands, and what it was decoded as when it came by.
struct EmbeddedObject {
    std::size_t offset = 0;
    bool given = false;                     ///< there and not null
    Resource decoded_as = Resource::other;  ///< other: only skipped so far
    std::variant<std::monostate, Pod, ServiceAccount> value;
    Fault fault;  ///< it is no object
};

/// `request`, as it stands.
struct Request {
    json::String uid;
    Fault uid_fault;
    GroupVersionName kind;
    GroupVersionName resource;
    json::Text sub_resource;
    json::Text operation;
    json::Text namespace_name;
    json::Text name;
    EmbeddedObject object;
    EmbeddedObject old_object;
    Fault fault;
    bool given = false;

    [[nodiscard]] Subject subject() const {
        return decide_subject({kind, resource, sub_resource.value, operation.value});
    }
};

GroupVersionName decode_group_version(Decoder& decoder, Fault& fault, const char* name) {
    GroupVersionName words;
    words.present = decoder.object(fault, [&](const json::String& key) {
        if (key.is("group")) {
            words.group = decoder.string(fault);
        } else if (key.is("version")) {
            words.version = decoder.string(fault);
        } else if (key.is(name)) {
            words.name = decoder.string(fault);
        } else {
            decoder.scanner().skip();
        }
    });
    return words;
}

bool holds_pod(Resource resource) { return resource == Resource::pods || resource == Resource::ephemeral_containers; }

/// Consumes the object that comes next, as what the request has said so far that it is.
void decode_as(Decoder& decoder, Resource resource, EmbeddedObject& object) {
    object.decoded_as = resource;
    if (holds_pod(resource)) {
        object.value = decode_pod(decoder, object.fault);
    } else if (resource == Resource::service_accounts) {
        object.value = decode_service_account(decoder, object.fault);
    } else {
        decoder.scanner().skip();
    }
}

EmbeddedObject decode_embedded(Decoder& decoder, Resource resource) {
    EmbeddedObject object;
    object.given = decoder.scanner().peek() != json::Kind::null;
    object.offset = decoder.scanner().offset();
    decode_as(decoder, resource, object);
    return object;
}

/// kube-apiserver says first what the object is, so this finds nothing to do; in any other order the object is read
/// again.
void settle(Decoder& decoder, Resource resource, EmbeddedObject& object) {
    const bool as_said = object.decoded_as == resource || (holds_pod(object.decoded_as) && holds_pod(resource));
    if (as_said || !object.given || decoder.scanner().failed()) {
        return;
    }
    const std::size_t back = decoder.scanner().move_to(object.offset);
    decode_as(decoder, resource, object);
    decoder.scanner().move_to(back);
}

void decode_uid(Decoder& decoder, Request& request) {
    request.uid = {};
    request.uid_fault = {};
    if (decoder.scanner().peek() == json::Kind::string) {
        (void)decoder.scanner().read_string(request.uid);
        return;
    }
    request.uid_fault = {decoder.scanner().offset(), "a string that is not empty"};
    decoder.scanner().skip();
}

void decode_request_member(Decoder& decoder, const json::String& key, Request& request, Fault& kind_fault,
                           Fault& resource_fault) {
    if (key.is("uid")) {
        decode_uid(decoder, request);
    } else if (key.is("kind")) {
        kind_fault = {};
        request.kind = decode_group_version(decoder, kind_fault, "kind");
    } else if (key.is("resource")) {
        resource_fault = {};
        request.resource = decode_group_version(decoder, resource_fault, "resource");
    } else if (key.is("subResource")) {
        request.sub_resource = decoder.string();
    } else if (key.is("operation")) {
        request.operation = decoder.string();
    } else if (key.is("namespace")) {
        request.namespace_name = decoder.string();
    } else if (key.is("name")) {
        request.name = decoder.string();
    } else if (key.is("object")) {
        request.object = decode_embedded(decoder, request.subject().resource);
    } else if (key.is("oldObject")) {
        request.old_object = decode_embedded(decoder, request.subject().resource);
    } else {
        decoder.scanner().skip();
    }
}

Request decode_request(Decoder& decoder) {
    Request request;
    Fault kind_fault;
    Fault resource_fault;
    request.given = decoder.object(request.fault, [&](const json::String& key) {
        decode_request_member(decoder, key, request, kind_fault, resource_fault);
    });
    for (const Fault& fault : {request.uid_fault, kind_fault, resource_fault, request.sub_resource.fault,
                               request.operation.fault, request.namespace_name.fault, request.name.fault}) {
        request.fault.absorb(fault);
    }
    const Resource resource = request.subject().resource;
    settle(decoder, resource, request.object);
    settle(decoder, resource, request.old_object);
    return request;
}

struct Envelope {
    json::Text api_version;
    json::Text kind;
    Request request;
    Fault fault;
};

Envelope decode_envelope(Decoder& decoder) {
    Envelope envelope;
    decoder.object(envelope.fault, [&](const json::String& key) {
        if (key.is("apiVersion")) {
            envelope.api_version = decoder.string();
        } else if (key.is("kind")) {
            envelope.kind = decoder.string();
        } else if (key.is("request")) {
            envelope.request = decode_request(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    return envelope;
}

std::optional<Error> refuse(std::string detail) { return Error{ErrorCode::wrong_shape, std::move(detail)}; }

std::optional<Error> check_envelope(std::string_view body, const Envelope& envelope) {
    if (envelope.fault.is_set()) {
        return json::wrong_shape(body, envelope.fault);
    }
    if (envelope.kind.value != "AdmissionReview") {
        return refuse("/kind must be AdmissionReview");
    }
    if (envelope.api_version.value != "admission.k8s.io/v1" &&
        envelope.api_version.value != "admission.k8s.io/v1beta1") {
        return refuse("/apiVersion must be admission.k8s.io/v1 or admission.k8s.io/v1beta1");
    }
    if (envelope.request.fault.is_set()) {
        return json::wrong_shape(body, envelope.request.fault);
    }
    if (!envelope.request.given) {
        return refuse("/request is missing");
    }
    if (envelope.request.uid.raw.empty()) {
        return refuse("/request/uid is missing");
    }
    return std::nullopt;
}

/// The object must be there and be what the request says; a Pod without `kind` is taken at the request's word.
std::optional<Error> check_object(std::string_view body, const char* path, const EmbeddedObject& object,
                                  bool is_required) {
    if (object.fault.is_set()) {
        return json::wrong_shape(body, object.fault);
    }
    if (!object.given) {
        return is_required ? refuse(std::string(path) + " is missing") : std::nullopt;
    }
    const auto check = [&](const json::Text& api_version, const json::Text& kind, const Metadata& metadata,
                           const char* expected) -> std::optional<Error> {
        if (metadata.object_fault.is_set()) {
            return json::wrong_shape(body, metadata.object_fault);
        }
        const bool is_kind = !kind.fault.is_set() && (kind.value.empty() || kind.value == expected);
        const bool is_version = !api_version.fault.is_set() && (api_version.value.empty() || api_version.value == "v1");
        if (is_kind && is_version) {
            return std::nullopt;
        }
        return refuse(std::string(path) + " must be of kind " + expected + " and apiVersion v1");
    };
    if (const auto* pod = std::get_if<Pod>(&object.value)) {
        return check(pod->api_version, pod->kind, pod->metadata, "Pod");
    }
    if (const auto* account = std::get_if<ServiceAccount>(&object.value)) {
        return check(account->api_version, account->kind, account->metadata, "ServiceAccount");
    }
    return std::nullopt;
}

std::optional<Error> check_name(std::string_view name, bool is_name, const char* path) {
    if (name.empty() || is_name) {
        return std::nullopt;
    }
    return Error{ErrorCode::bad_name, std::string(path) + " is no DNS-1123 name"};
}

std::optional<Error> check_names(const Request& request) {
    const std::string_view namespace_name = request.namespace_name.value;
    if (auto error = check_name(namespace_name, text::is_dns_label(namespace_name), "/request/namespace")) {
        return error;
    }
    if (const auto* pod = std::get_if<Pod>(&request.object.value)) {
        const std::string_view name = pod->service_account();
        return check_name(name, text::is_dns_subdomain(name), "/request/object/spec/serviceAccountName");
    }
    if (const auto* account = std::get_if<ServiceAccount>(&request.object.value)) {
        const std::string_view name = account->metadata.name.value;
        return check_name(name, text::is_dns_subdomain(name), "/request/object/metadata/name");
    }
    return std::nullopt;
}

std::optional<Error> check_request(std::string_view body, const Request& request) {
    const Resource resource = request.subject().resource;
    if (resource == Resource::other) {
        return std::nullopt;
    }
    if (auto error = check_object(body, "/request/object", request.object, true)) {
        return error;
    }
    const bool needs_old = resource == Resource::ephemeral_containers ||
                           request.subject().operation == Operation::update;
    if (auto error = needs_old ? check_object(body, "/request/oldObject", request.old_object, false) : std::nullopt) {
        return error;
    }
    return check_names(request);
}

template <typename Object>
Object take(EmbeddedObject& object) {
    auto* value = std::get_if<Object>(&object.value);
    return value != nullptr && object.given ? std::move(*value) : Object{};
}

Review to_review(Envelope& envelope) {
    Request& request = envelope.request;
    Review review;
    review.is_v1beta1 = envelope.api_version.value == "admission.k8s.io/v1beta1";
    review.uid = request.uid.raw;
    review.subject = request.subject();
    review.namespace_name = request.namespace_name.value;
    review.name = request.name.value;
    switch (review.subject.resource) {
        case Resource::pods: review.object = PodReview{take<Pod>(request.object)}; break;
        case Resource::ephemeral_containers:
            review.object = EphemeralReview{take<Pod>(request.object), take<Pod>(request.old_object)};
            break;
        case Resource::service_accounts: {
            ServiceAccountReview accounts{take<ServiceAccount>(request.object), std::nullopt};
            if (review.subject.operation == Operation::update && request.old_object.given) {
                accounts.old_account = take<ServiceAccount>(request.old_object);
            }
            review.object = std::move(accounts);
            break;
        }
        case Resource::other: break;
    }
    return review;
}

}  // namespace

Result<Review> decode_review(std::string_view body) {
    Decoder decoder(body);
    Envelope envelope = decode_envelope(decoder);
    if (auto error = decoder.finish()) {
        return std::unexpected(std::move(*error));
    }
    if (auto error = check_envelope(body, envelope)) {
        return std::unexpected(std::move(*error));
    }
    if (auto error = check_request(body, envelope.request)) {
        return std::unexpected(std::move(*error));
    }
    Review review = to_review(envelope);
    review.arena = decoder.release_arena();
    return review;
}

}  // namespace core::admission

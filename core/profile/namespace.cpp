#include "core/profile/namespace.hpp"

#include "core/profile/decode.hpp"

#include <utility>

namespace core::profile {
namespace {

using json::Decoder;
using json::Fault;

constexpr std::string_view mode_label = "profile-iam-webhook.kubeflow.org/mode";
constexpr std::string_view profile_label = "kubeflow-profile";
constexpr std::string_view part_of_label = "app.kubernetes.io/part-of";

void decode_owner_reference(Decoder& decoder, Fault& fault, Namespace& result) {
    std::string_view api_version;
    std::string_view kind;
    Namespace::ProfileReference reference;
    bool is_controller = false;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("apiVersion")) {
            api_version = decoder.string(fault);
        } else if (key.is("kind")) {
            kind = decoder.string(fault);
        } else if (key.is("name")) {
            reference.name = decoder.string(fault);
        } else if (key.is("uid")) {
            reference.uid = decoder.string(fault);
        } else if (key.is("controller")) {
            is_controller = decoder.boolean(fault);
        } else {
            decoder.scanner().skip();
        }
    });
    if (kind != "Profile" || !api_version.starts_with("kubeflow.org/")) {
        return;
    }
    result.has_profile_reference = true;
    if (is_controller) {
        result.controllers.push_back(std::move(reference));
    }
}

void decode_metadata(Decoder& decoder, Fault& fault, Namespace& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("name")) {
            result.name = decoder.string(fault);
        } else if (key.is("annotations")) {
            decoder.object(fault, [&](const json::String& name) {
                if (name.is("owner")) {
                    result.owner_annotation = decoder.string(fault);
                } else {
                    decoder.scanner().skip();
                }
            });
        } else if (key.is("labels")) {
            decoder.object(fault, [&](const json::String& name) {
                result.has_profile_label = result.has_profile_label || name.is(profile_label);
                if (name.is(mode_label)) {
                    result.mode_label = decoder.string(fault);
                } else if (name.is(part_of_label)) {
                    result.is_part_of_profile = decoder.string(fault) == "kubeflow-profile";
                } else {
                    decoder.scanner().skip();
                }
            });
        } else if (key.is("ownerReferences")) {
            decoder.array(fault, [&](std::size_t) { decode_owner_reference(decoder, fault, result); });
        } else {
            decoder.scanner().skip();
        }
    });
}

}  // namespace

Result<Namespace> decode_namespace(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    Namespace result;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("metadata")) {
            decode_metadata(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
    auto finished = finish(json, decoder, fault, std::move(result));
    if (finished && !text::is_dns_label(finished->name)) {
        return std::unexpected(bad_name("/metadata/name", finished->name));
    }
    return finished;
}

}  // namespace core::profile

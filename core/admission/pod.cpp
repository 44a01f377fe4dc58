#include "core/admission/pod.hpp"

namespace core::admission {
namespace {

/// One of `projected.sources`: true when it is a token with path `token`.
bool decode_token_source(json::Decoder& decoder, json::Fault& fault, std::string_view& audience) {
    json::Text path;
    json::Text token_audience;
    decoder.object(fault, [&](const json::String& key) {
        if (!key.is("serviceAccountToken")) {
            decoder.scanner().skip();
            return;
        }
        path = {};
        token_audience = {};
        decoder.object(fault, [&](const json::String& member) {
            if (member.is("path")) {
                path = decoder.string();
            } else if (member.is("audience")) {
                token_audience = decoder.string();
            } else {
                decoder.scanner().skip();
            }
        });
    });
    audience = token_audience.value;
    return path.value == "token";
}

void decode_projected(json::Decoder& decoder, json::Fault& fault, Volume& volume) {
    decoder.object(fault, [&](const json::String& key) {
        if (!key.is("sources")) {
            decoder.scanner().skip();
            return;
        }
        volume.has_token = false;
        decoder.array(fault, [&](std::size_t) {
            std::string_view audience;
            if (decode_token_source(decoder, fault, audience)) {
                volume.has_token = true;
                volume.audience = audience;
            }
        });
    });
}

Volume decode_volume(json::Decoder& decoder, json::Fault& fault) {
    json::Text name;
    Volume volume;
    json::Fault
        ignored;  // another volume's insides are not ours to judge; what is not our token is simply not our token
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("name")) {
            name = decoder.string();
        } else if (key.is("projected")) {
            volume.has_token = false;
            decode_projected(decoder, ignored, volume);
        } else {
            decoder.scanner().skip();
        }
    });
    fault.absorb(name.fault);
    volume.name = name.value;
    return volume;
}

Volumes decode_volumes(json::Decoder& decoder) {
    Volumes volumes;
    volumes.present = decoder.array(
        volumes.fault, [&](std::size_t) { volumes.items.push_back(decode_volume(decoder, volumes.fault)); });
    return volumes;
}

bool is_windows(json::Decoder& decoder) { return decoder.string().value == "windows"; }

bool decode_windows_node_selector(json::Decoder& decoder) {
    bool stable = false;
    bool beta = false;
    json::Fault ignored;
    decoder.object(ignored, [&](const json::String& key) {
        if (key.is("kubernetes.io/os")) {
            stable = is_windows(decoder);
        } else if (key.is("beta.kubernetes.io/os")) {
            beta = is_windows(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    return stable || beta;
}

bool decode_windows_os(json::Decoder& decoder) {
    bool windows = false;
    json::Fault ignored;
    decoder.object(ignored, [&](const json::String& key) {
        if (key.is("name")) {
            windows = is_windows(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    return windows;
}

PodSpec decode_spec(json::Decoder& decoder) {
    PodSpec spec;
    decoder.object(spec.fault, [&](const json::String& key) {
        if (key.is("serviceAccountName")) {
            spec.service_account_name = decoder.string();
        } else if (key.is("serviceAccount")) {
            spec.service_account = decoder.string();
        } else if (key.is("containers")) {
            spec.containers = decode_containers(decoder);
        } else if (key.is("initContainers")) {
            spec.init_containers = decode_containers(decoder);
        } else if (key.is("ephemeralContainers")) {
            spec.ephemeral_containers = decode_containers(decoder);
        } else if (key.is("volumes")) {
            spec.volumes = decode_volumes(decoder);
        } else if (key.is("nodeSelector")) {
            spec.windows_node_selector = decode_windows_node_selector(decoder);
        } else if (key.is("os")) {
            spec.windows_os = decode_windows_os(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    spec.fault.absorb(spec.service_account_name.fault);
    spec.fault.absorb(spec.service_account.fault);
    return spec;
}

}  // namespace

json::Fault Pod::fault() const {
    json::Fault first = metadata.fault;
    for (const auto& fault : {metadata.annotations.fault, spec.fault, spec.containers.fault, spec.init_containers.fault,
                              spec.ephemeral_containers.fault, spec.volumes.fault}) {
        first.absorb(fault);
    }
    return first;
}

Pod decode_pod(json::Decoder& decoder, json::Fault& fault) {
    Pod pod;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("apiVersion")) {
            pod.api_version = decoder.string();
        } else if (key.is("kind")) {
            pod.kind = decoder.string();
        } else if (key.is("metadata")) {
            pod.metadata = decode_metadata(decoder);
        } else if (key.is("spec")) {
            pod.spec = decode_spec(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    return pod;
}

}  // namespace core::admission

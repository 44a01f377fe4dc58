#include "core/admission/metadata.hpp"

#include <algorithm>
#include <ranges>
#include <unordered_set>

namespace core::admission {
namespace {

constexpr std::string_view skip_label = "eks.amazonaws.com/skip-pod-identity-webhook";

/// The first fault among the values that count: of a repeated key the last, whole.
json::Fault fault_of(const std::vector<Annotations::Annotation>& items) {
    json::Fault fault;
    if (std::ranges::none_of(items, [](const auto& item) { return item.value.fault.is_set(); })) {
        return fault;
    }
    std::unordered_set<std::string_view> seen;
    for (const auto& item : items | std::views::reverse) {
        if (seen.insert(item.key).second) {
            fault.absorb(item.value.fault);
        }
    }
    return fault;
}

Annotations decode_annotations(json::Decoder& decoder) {
    Annotations annotations;
    annotations.present = decoder.object(annotations.fault, [&](const json::String& key) {
        const std::string_view name = decoder.arena().value(key);
        annotations.items.push_back({name, decoder.string()});
    });
    annotations.fault.absorb(fault_of(annotations.items));
    return annotations;
}

/// Labels of a wrong type hide nothing that we inject, so they are no fault.
bool decode_skip_label(json::Decoder& decoder) {
    bool found = false;
    json::Fault ignored;
    decoder.object(ignored, [&](const json::String& key) {
        found = found || key.is(skip_label);
        decoder.scanner().skip();
    });
    return found;
}

}  // namespace

const json::Text* Annotations::find(std::string_view prefix, std::string_view name) const {
    for (const Annotation& annotation : items | std::views::reverse) {
        const std::string_view key = annotation.key;
        if (key.size() == prefix.size() + 1 + name.size() && key.starts_with(prefix) && key[prefix.size()] == '/' &&
            key.ends_with(name)) {
            return annotation.value.present ? &annotation.value : nullptr;
        }
    }
    return nullptr;
}

bool Annotations::has(std::string_view key) const {
    return std::ranges::any_of(items, [key](const Annotation& annotation) { return annotation.key == key; });
}

Metadata decode_metadata(json::Decoder& decoder) {
    Metadata metadata;
    metadata.present = decoder.object(metadata.object_fault, [&](const json::String& key) {
        if (key.is("name")) {
            metadata.name = decoder.string();
        } else if (key.is("generateName")) {
            metadata.generate_name = decoder.string();
        } else if (key.is("annotations")) {
            metadata.annotations = decode_annotations(decoder);
        } else if (key.is("labels")) {
            metadata.skip_label = decode_skip_label(decoder);
        } else if (key.is("deletionTimestamp")) {
            metadata.terminating = decoder.is_given();
        } else {
            decoder.scanner().skip();
        }
    });
    metadata.fault.absorb(metadata.name.fault);
    metadata.fault.absorb(metadata.generate_name.fault);
    return metadata;
}

}  // namespace core::admission

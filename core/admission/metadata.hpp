#pragma once

#include "core/json/decoder.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace core::admission {

/// The annotations of an object under review: all of them, as views, because which ones matter depends on a flag.
struct Annotations {
    struct Annotation {
        std::string_view key;
        json::Text value;
    };

    std::vector<Annotation> items;  ///< in the order of the text, repeated keys included
    bool present = false;           ///< an object is there, an empty one counts
    json::Fault fault;              ///< not an object of strings, nor null

    /// The value of `<prefix>/<name>`; of a repeated key the last. `null` counts as absent.
    [[nodiscard]] const json::Text* find(std::string_view prefix, std::string_view name) const;
    /// Whether the key is there, whatever its value.
    [[nodiscard]] bool has(std::string_view key) const;
};

/// What we read of `metadata` (ObjectMeta of the Kubernetes API).
struct Metadata {
    json::Text name;
    json::Text generate_name;
    Annotations annotations;
    bool skip_label = false;   ///< label `eks.amazonaws.com/skip-pod-identity-webhook`, whatever its value
    bool terminating = false;  ///< `deletionTimestamp` is set
    bool present = false;      ///< `metadata` is an object
    json::Fault object_fault;  ///< `metadata` is something else: nothing of the object can be known
    json::Fault fault;         ///< of name or generateName

    /// The name for people: `name`, else `generateName`.
    [[nodiscard]] std::string_view display_name() const {
        return name.value.empty() ? generate_name.value : name.value;
    }
};

/// Reads the object that the decoder stands before.
[[nodiscard]] Metadata decode_metadata(json::Decoder& decoder);

}  // namespace core::admission

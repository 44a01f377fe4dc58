#pragma once

#include "core/json/decoder.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace core::admission {

/// The environment variables that decisions are made from; all others are only passed over.
enum class Variable {
    sts_regional_endpoints,  ///< the five that we inject, in the order in which they are appended
    default_region,
    region,
    role_arn,
    web_identity_token_file,
    credentials_full_uri,  ///< EKS Pod Identity, ECS
    credentials_relative_uri,
    access_key_id,  ///< static keys
};
inline constexpr std::size_t variable_count = 8;
inline constexpr std::size_t injected_variable_count = 5;

/// `AWS_ROLE_ARN`, ...
[[nodiscard]] std::string_view name_of(Variable variable);

/// The entry of `env` that counts for a name: the last one, as for the kubelet.
struct VariableEntry {
    std::string_view value;  ///< of a literal; empty when the member is missing
    bool present = false;
    bool from_source = false;  ///< has `valueFrom`: the value is not known here
    std::size_t index = 0;     ///< in `env`
};

/// `env` of one container.
struct Environment {
    std::array<VariableEntry, variable_count> variables;
    bool present = false;  ///< an array is there, an empty one counts
    json::Fault fault;

    [[nodiscard]] const VariableEntry& operator[](Variable variable) const {
        return variables[static_cast<std::size_t>(variable)];
    }
};

/// One entry of `volumeMounts`.
struct Mount {
    std::string_view volume;
    std::string_view path;
    std::string_view raw;  ///< the entry as it stands in the text
};

/// The list `volumeMounts`; `null` counts as absent.
struct Mounts {
    std::vector<Mount> items;
    bool present = false;
    json::Fault fault;

    /// The mount at a path, compared without trailing slashes; `except` is preferred less than any other volume.
    /// nullptr: none.
    [[nodiscard]] const Mount* find_at(std::string_view path, std::string_view except) const;
};

/// One entry of `containers`, `initContainers` or `ephemeralContainers`.
struct Container {
    json::Text name;
    Environment environment;
    Mounts mounts;
    json::Fault name_fault;  ///< it is no object, or its name no string
    json::Fault fault;       ///< the first of all faults in it
};

/// A list of containers.
struct Containers {
    std::vector<Container> items;
    bool present = false;
    json::Fault list_fault;  ///< of the list, an element or a name: which containers there are is not known
    json::Fault fault;       ///< of the list or of anything in it
};

/// Reads the list that the decoder stands before. What is wrong in it becomes a fault, never an error: whether it
/// matters is for the role to say.
[[nodiscard]] Containers decode_containers(json::Decoder& decoder);

}  // namespace core::admission

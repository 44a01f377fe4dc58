#pragma once

#include "core/admission/container.hpp"
#include "core/admission/metadata.hpp"
#include "core/json/decoder.hpp"

#include <string_view>
#include <vector>

namespace core::admission {

/// One entry of `spec.volumes`, as far as it could be a service account token.
struct Volume {
    std::string_view name;
    bool has_token = false;     ///< a projected `serviceAccountToken` source with path `token`
    std::string_view audience;  ///< of that source; empty when the field is missing
};

/// The list `spec.volumes`; `null` counts as absent.
struct Volumes {
    std::vector<Volume> items;
    bool present = false;
    json::Fault fault;
};

/// What we read of `spec` (PodSpec of the Kubernetes API).
struct PodSpec {
    json::Text service_account_name;
    json::Text service_account;  ///< the deprecated alias
    Containers containers;
    Containers init_containers;
    Containers ephemeral_containers;
    Volumes volumes;
    bool windows_node_selector = false;
    bool windows_os = false;
    json::Fault fault;  ///< `spec` itself or one of the two names

    [[nodiscard]] bool is_windows() const { return windows_node_selector || windows_os; }
};

/// A Pod under review: the facts that a decision can depend on, as views into the body. Wrong types are kept as faults,
/// because only a Pod that would get a role is refused for them.
struct Pod {
    json::Text api_version;
    json::Text kind;
    Metadata metadata;
    PodSpec spec;

    /// `spec.serviceAccountName`, else `spec.serviceAccount`; empty: none.
    [[nodiscard]] std::string_view service_account() const {
        return spec.service_account_name.value.empty() ? spec.service_account.value : spec.service_account_name.value;
    }
    /// The first of all faults.
    [[nodiscard]] json::Fault fault() const;
};

/// Consumes one JSON value: a Pod, whole. `fault` is set when it is not an object.
[[nodiscard]] Pod decode_pod(json::Decoder& decoder, json::Fault& fault);

}  // namespace core::admission

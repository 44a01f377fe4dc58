#pragma once

#include "core/admission/metadata.hpp"
#include "core/json/decoder.hpp"

namespace core::admission {

/// A ServiceAccount under review: its metadata is all that we look at.
struct ServiceAccount {
    json::Text api_version;
    json::Text kind;
    Metadata metadata;

    /// The first of all faults.
    [[nodiscard]] json::Fault fault() const;
};

/// Consumes one JSON value: a ServiceAccount, whole. `fault` is set when it is not an object.
[[nodiscard]] ServiceAccount decode_service_account(json::Decoder& decoder, json::Fault& fault);

}  // namespace core::admission

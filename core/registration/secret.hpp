#pragma once

#include "core/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace core::registration {

/// The parts of a v1 Secret that a self-managed certificate needs.
struct Secret {
    std::string resource_version;
    std::string type;
    bool immutable = false;
    std::map<std::string, std::string> data;  ///< decoded; a value that is no base64 (the API server never sends one)
                                              ///< is an error
    std::map<std::string, std::string> annotations;
};

/// Errors name the JSON path and never hold anything of `data`.
[[nodiscard]] Result<Secret> decode_secret(std::string_view json);

/// Which Secret, and what to write into it.
struct SecretChange {
    std::string namespace_name;
    std::string name;
    std::map<std::string, std::string> data;                        ///< not yet base64
    std::map<std::string, std::optional<std::string>> annotations;  ///< nothing: to be removed (merge patch only)
};

/// The whole object for a server-side apply that creates it, of type `kubernetes.io/tls`
/// (https://kubernetes.io/docs/reference/using-api/server-side-apply/).
[[nodiscard]] std::string encode_secret_apply(const SecretChange& change);

/// A merge patch (RFC 7386) with `metadata.resourceVersion`, so that the API server answers 409 when the Secret is no
/// longer the one that was read. Other keys, labels and annotations stay.
[[nodiscard]] std::string encode_secret_patch(const SecretChange& change, std::string_view resource_version);

}  // namespace core::registration

#pragma once

#include "server/files/documents.hpp"

#include <string>
#include <vector>

namespace server::files {

/// What a document in a Profile folder is to us.
enum class Object { profile, name_space, service_account, list, other, other_profile_version, incomplete, unnamed };

/// `apiVersion` and `kind` of a document.
struct TypeMeta {
    std::string api_version;
    std::string kind;
};

/// An element of a typed list (`ProfileList`) may leave its own out, as the API server does: `fallback` then counts.
[[nodiscard]] TypeMeta type_of(const Document& document, const TypeMeta& fallback);

/// Profiles are `kubeflow.org/v1` and `v1beta1`; Namespaces and ServiceAccounts `v1`; lists end in `List` and hold an
/// array `items`. `incomplete`: one of apiVersion and kind is missing; `unnamed`: both are.
[[nodiscard]] Object classify(const TypeMeta& type, const Document& document);

/// What an element of the list is when it does not say: of `ProfileList` a `Profile`; of a plain `List` nothing.
[[nodiscard]] TypeMeta element_type(const TypeMeta& list);

}  // namespace server::files

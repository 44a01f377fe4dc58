#pragma once

#include "server/cli/tree.hpp"

#include <string>
#include <string_view>

namespace server::cli {

/// `spec.serviceAccountName: default` for a Pod that names no service account in either field. Pods whose `spec` is no
/// object are left alone: the review refuses them.
void fill_in_service_account(Tree& pod);

/// The Pod that a controller would create from a template of the named object: `generateName: <name>-`, the namespace,
/// and the service account filled in.
[[nodiscard]] Tree pod_from_template(const Tree& pod_template, std::string_view owner_name,
                                     std::string_view namespace_name);

/// The AdmissionReview v1 with which kube-apiserver would announce the creation of a Pod or ServiceAccount in the
/// namespace. The uid is a UUID (version 5) of namespace and object.
[[nodiscard]] std::string encode_review(const Tree& object, std::string_view namespace_name);

}  // namespace server::cli

#pragma once

#include "core/admission/pod.hpp"
#include "core/admission/service_account.hpp"
#include "core/admission/subject.hpp"
#include "core/error.hpp"
#include "core/json/string.hpp"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace core::admission {

/// CREATE of a Pod.
struct PodReview {
    Pod pod;
};

/// UPDATE of `pods/ephemeralcontainers`.
struct EphemeralReview {
    Pod pod;
    Pod old_pod;
};

/// CREATE or UPDATE of a ServiceAccount.
struct ServiceAccountReview {
    ServiceAccount account;
    std::optional<ServiceAccount> old_account;  ///< UPDATE only
};

/// Anything that we are not registered for: allowed, unchanged, whatever its object looks like.
struct OtherReview {};

/// One AdmissionReview request (`admission.k8s.io/v1` or `v1beta1`), as far as a decision needs it. All views point
/// into the body or into `arena`.
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request
struct Review {
    bool is_v1beta1 = false;
    std::string_view uid;             ///< not empty; still JSON-escaped, to be echoed as it stands
    Subject subject;                  ///< resource and operation
    std::string_view namespace_name;  ///< a DNS-1123 label or empty
    std::string_view name;            ///< empty with generateName
    std::variant<OtherReview, PodReview, EphemeralReview, ServiceAccountReview> object;
    json::Arena arena;
};

/// Reads a request body, once, from front to back. Errors, each with the JSON pointer: broken_json, too_deep;
/// wrong_shape when it is no AdmissionReview, has no request or no uid, or its object is missing or of another kind
/// than the request says; bad_name when the namespace or the Pod's service account is no DNS-1123 name. A wrong type
/// inside the object is no error here (see Pod::fault). Of a repeated key the last counts, whole.
[[nodiscard]] Result<Review> decode_review(std::string_view body);

}  // namespace core::admission

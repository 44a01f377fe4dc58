#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::admission {

/// The response half of an AdmissionReview.
struct Answer {
    bool is_v1beta1 = false;
    std::string_view uid;  ///< as it came, still JSON-escaped
    bool allowed = true;
    std::string_view denial;  ///< message for the user when not allowed
    std::string_view patch;   ///< JSON Patch; empty: none
    std::span<const std::string> warnings;
    std::vector<std::pair<std::string_view, std::string_view>> audit_annotations;
};

/// The AdmissionReview that answers: apiVersion as asked, uid echoed, `patch` (base64) and `patchType` together or not
/// at all. https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response
[[nodiscard]] std::string encode_answer(const Answer& answer);

/// A `v1` Status of `http_status` with which a request is refused: kube-apiserver shows its `message` to the user and
/// throws away bodies of any other kind (measured, v1.34). The message gets the prefix `profile-iam-webhook: `.
[[nodiscard]] std::string encode_status(int http_status, std::string_view message);

}  // namespace core::admission

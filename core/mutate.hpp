#pragma once

#include "core/mutation/knowledge.hpp"
#include "core/mutation/outcome.hpp"
#include "core/mutation/policy.hpp"
#include "core/mutation/role.hpp"
#include "core/profile/directory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core {

using mutation::Knowledge;
using mutation::WhenUnknown;

/// The whole answer to one AdmissionReview.
struct Reply {
    int status = 200;  ///< HTTP status: 200, 400 or 503
    std::string body;  ///< AdmissionReview for 200; else a `v1` Status; both JSON
    mutation::Outcome outcome;
    std::vector<profile::ObjectKey> missing;  ///< not empty: no answer yet, fetch these; `body` is then empty
};

/// Answers one AdmissionReview: decode, decide, patch, encode. Pure: the same arguments give the same reply. Never
/// throws but for memory; takes any bytes. `body` is read once and must stay unchanged during the call.
///
/// Not every review has an answer: what cannot be read gives 400 (product.md, "The answer"), never `allowed: false`.
[[nodiscard]] Reply mutate(std::string_view body, const profile::Directory& directory, const mutation::Policy& policy,
                           const Knowledge& knowledge);

/// The `v1` Status in JSON with which every refusal of `/mutate` goes out: kube-apiserver shows its `message` to the
/// user and throws any other body away (measured, v1.34). `message` gets the prefix `profile-iam-webhook: ` here.
[[nodiscard]] std::string encode_refusal(int http_status, std::string_view message);

/// The answer of mode `observe` while no directory is there yet: 200, no patch, whatever the review says, if it can be
/// read.
[[nodiscard]] Reply observe_unsynced(std::string_view body, const mutation::Policy& policy);

}  // namespace core

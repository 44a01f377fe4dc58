#pragma once

#include "core/admission/subject.hpp"

#include <string>

namespace core::mutation {

using admission::Operation;
using admission::operation_count;
using admission::Resource;
using admission::resource_count;
using admission::to_string;

/// Why a review was answered as it was: the audit annotation `reason` and the metric's label (product.md, "The
/// answer"). `refused` is the one that never reaches an audit annotation: the review could not be read or not be
/// answered now.
enum class Reason {
    injected,
    complete,
    no_role,
    sa_not_managed,
    not_owned,
    plugin_invalid,
    role_refused,
    profile_terminating,
    skip_label,
    mirror_pod,
    all_skipped,
    pod_identity,
    off,
    annotated,
    repaired,
    kept,
    denied,
    right,
    not_managed,
    terminating,
    not_asked,
    refused,
};
inline constexpr int reason_count = static_cast<int>(Reason::refused) + 1;

/// Which rule gave the role (the table "Which role does a Pod get").
enum class Source { none, profile, service_account, default_role };

/// What the API server was told. `observed`: a patch or refusal that mode observe held back.
enum class Verdict { patched, unchanged, observed, denied, refused };
inline constexpr int verdict_count = static_cast<int>(Verdict::refused) + 1;

/// The reason as it stands in audit annotations, metrics and logs.
constexpr const char* to_string(Reason reason) {
    switch (reason) {
        case Reason::injected: return "injected";
        case Reason::complete: return "complete";
        case Reason::no_role: return "no_role";
        case Reason::sa_not_managed: return "sa_not_managed";
        case Reason::not_owned: return "not_owned";
        case Reason::plugin_invalid: return "plugin_invalid";
        case Reason::role_refused: return "role_refused";
        case Reason::profile_terminating: return "profile_terminating";
        case Reason::skip_label: return "skip_label";
        case Reason::mirror_pod: return "mirror_pod";
        case Reason::all_skipped: return "all_skipped";
        case Reason::pod_identity: return "pod_identity";
        case Reason::off: return "off";
        case Reason::annotated: return "annotated";
        case Reason::repaired: return "repaired";
        case Reason::kept: return "kept";
        case Reason::denied: return "denied";
        case Reason::right: return "right";
        case Reason::not_managed: return "not_managed";
        case Reason::terminating: return "terminating";
        case Reason::not_asked: return "not_asked";
        case Reason::refused: return "refused";
    }
    return "unknown";
}

/// The audit annotation `source`; empty for none.
constexpr const char* to_string(Source source) {
    switch (source) {
        case Source::none: return "";
        case Source::profile: return "profile";
        case Source::service_account: return "service_account";
        case Source::default_role: return "default";
    }
    return "unknown";
}

constexpr const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::patched: return "patched";
        case Verdict::unchanged: return "unchanged";
        case Verdict::observed: return "observed";
        case Verdict::denied: return "denied";
        case Verdict::refused: return "refused";
    }
    return "unknown";
}

/// What one review came to: all that metrics and the log line need. Holds no environment value and no token; the
/// strings are bounded by Kubernetes' own limits once `reason` is not `refused` (names are checked before they get
/// here).
struct Outcome {
    Resource resource = Resource::other;
    Operation operation = Operation::other;
    Verdict verdict = Verdict::refused;
    Reason reason = Reason::refused;
    Source source = Source::none;
    bool observing = false;      ///< mode observe was in force
    std::string uid;             ///< as the API server sent it, still JSON-escaped; at most 128 bytes of it
    std::string namespace_name;  ///< empty for `not_asked`
    std::string service_account;
    std::string name;               ///< of the Pod or ServiceAccount; else generateName; at most 253 bytes
    std::string role;               ///< role ARN, empty when none was found
    std::string profile;            ///< name of the Profile that owns the namespace, else empty
    std::string refusal;            ///< for `refused`: the message sent to the client; stable code in `refusal_code`
    const char* refusal_code = "";  ///< for `refused`: a core::ErrorCode word or `unknown_objects`
};

}  // namespace core::mutation

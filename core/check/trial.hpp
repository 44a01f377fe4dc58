#pragma once

#include <string>

namespace core::check {

/// Whose Pod is tried.
struct Trial {
    std::string namespace_name;   ///< DNS-1123 label
    std::string service_account;  ///< DNS-1123 subdomain
};

/// The Pod that is sent with `dryRun=All`, as JSON. It is never stored and never runs, so its image is a name that
/// nothing answers to. It meets Pod Security `restricted`
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/), asks for resources (a Profile may have a
/// ResourceQuota, which then refuses Pods that do not), and keeps Istio's sidecar out (whose init container breaks
/// `restricted`); nothing in it keeps our webhook out.
[[nodiscard]] std::string encode_trial_pod(const Trial& trial);

}  // namespace core::check

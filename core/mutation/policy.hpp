#pragma once

#include <optional>
#include <string>
#include <vector>

namespace core::mutation {

/// `--mode` and the namespace label `profile-iam-webhook.kubeflow.org/mode`.
enum class Mode { inject, observe, off };

/// `--on-role-conflict`: what happens to a ServiceAccount whose role annotation differs from the Profile's role.
enum class OnRoleConflict { repair, warn, deny };

/// What the administrator asked for with flags; immutable while the process runs. The defaults are the flags' defaults
/// (product.md, "Command line"); the names are the flags' names. Whoever fills it has checked the values:
/// lifetimes are in 600..86400, the mount path is absolute and has no trailing slash, patterns are not empty.
struct Policy {
    Mode mode = Mode::inject;                                        ///< inject or observe; `off` is only a label
    std::vector<std::string> service_accounts = {"default-editor"};  ///< name patterns of managed ServiceAccounts
    std::string default_role_arn;                                    ///< template with `{profile}`; empty: none
    std::vector<std::string> allowed_role;                           ///< patterns for annotated roles; empty: any
    std::vector<std::string> allowed_profile_role;                   ///< patterns with `{profile}`; empty: any
    OnRoleConflict on_role_conflict = OnRoleConflict::repair;
    std::string annotation_prefix = "eks.amazonaws.com";
    std::string token_audience = "sts.amazonaws.com";  ///< empty: the field is omitted
    int token_expiration_s = 86400;                    ///< 600..86400
    std::string token_mount_path = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
    std::string aws_default_region;             ///< empty: none
    std::optional<bool> sts_regional_endpoint;  ///< unset: on but in partition `aws`
    std::vector<std::string> skip_containers = {"istio-init",   "istio-validation", "istio-proxy",
                                                "linkerd-init", "linkerd-proxy",    "queue-proxy"};
};

constexpr const char* to_string(Mode mode) {
    switch (mode) {
        case Mode::inject: return "inject";
        case Mode::observe: return "observe";
        case Mode::off: return "off";
    }
    return "unknown";
}

constexpr const char* to_string(OnRoleConflict choice) {
    switch (choice) {
        case OnRoleConflict::repair: return "repair";
        case OnRoleConflict::warn: return "warn";
        case OnRoleConflict::deny: return "deny";
    }
    return "unknown";
}

}  // namespace core::mutation

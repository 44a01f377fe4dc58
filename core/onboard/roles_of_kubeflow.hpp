#pragma once

#include "core/onboard/plan.hpp"

#include <string>
#include <vector>

namespace core::onboard {

/// What is wanted for `--controller`.
struct ControllerRequest {
    std::string service_account{};  ///< NAMESPACE/NAME
    std::string role_name{};
    std::string managed_path{};  ///< the path of the roles whose trust policies it keeps
};

/// Role, policy and ServiceAccount for a controller of trust policies: policy.json allows iam:GetRole and
/// iam:UpdateAssumeRolePolicy on `role<path>*` and nothing else (the documentation's example says `*`, with which the
/// controller can let itself into every role of the account), trust.json, service_account.yaml, apply.sh. The
/// controller's own role has the path `/`, so that it is not among those that it may edit. Complaints name the flag.
[[nodiscard]] Plan plan_controller(const ControllerRequest& request, const Settings& settings,
                                   std::vector<std::string>& complaints);

/// What is wanted for `--kfctl-defaults`.
struct KfctlRequest {
    std::vector<std::string> profile_namespaces{};
    bool with_viewer = false;  ///< default-viewer beside default-editor
    std::string role_path{};
};

/// The two roles that kfctl made on EKS with `enablePodIamPolicy: true`, after kfctl's own table
/// (pkg/kfapp/aws/aws.go): `kf-admin-<region>-<cluster>` for kf-admin, alb-ingress-controller,
/// profiles-controller-service-account and fluentd of the namespace kubeflow; `kf-user-<region>-<cluster>` for kf-user
/// there and for default-editor of the Profiles. Without permissions, as kf-user was. apply.sh creates the OIDC
/// provider when it is absent. Complaints name the flag.
[[nodiscard]] Plan plan_kfctl_defaults(const KfctlRequest& request, const Settings& settings,
                                       std::vector<std::string>& complaints);

}  // namespace core::onboard

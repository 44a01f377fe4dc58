#include "core/onboard/roles_of_kubeflow.hpp"

#include "core/iam/role_name.hpp"
#include "core/iam/trust_policy/edit/render.hpp"
#include "core/onboard/json_layout.hpp"
#include "core/onboard/manifest.hpp"
#include "core/text/dns_name.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>

namespace core::onboard {
namespace {

using Complaints = std::vector<std::string>;

constexpr const char* script_meaning = "the commands; may be run again, --dry-run only shows them";
constexpr const char* kubeflow_namespace = "kubeflow";

std::string role_start(const Settings& settings) {
    return "arn:" + settings.provider.partition + ":iam::" + settings.provider.account_id + ":role";
}

/// Adds trust.json, or another name, for the role; complains when it is too long.
RoleStep add_role(Plan& plan, RoleStep step, std::span<const iam::Subject> subjects, const Settings& settings,
                  Complaints& complaints) {
    const std::size_t size = trust_policy_size(settings, subjects);
    if (size > settings.quota)
        complaints.push_back("the trust policy of role " + step.name + " would have " + std::to_string(size) +
                             " characters, the quota is " + std::to_string(settings.quota) +
                             "; give the Profiles roles of their own (onboard PROFILE)");
    for (const auto& subject : subjects) step.subjects.push_back(subject.text());
    plan.documents.push_back(
        {step.trust_file, iam::trust_policy::edit::render_document(settings.provider, subjects, settings.audience),
         false,
         "who may assume the role " + step.name + ": " +
             (subjects.size() == 1 ? subjects.front().text() : std::to_string(subjects.size()) + " subjects") + "; " +
             std::to_string(size) + " of " + std::to_string(settings.quota) + " characters"});
    return step;
}

void finish(Plan& plan, const Script& script, const Settings& settings) {
    plan.scripts.push_back({"apply.sh", render_script(script, settings, ""), true, script_meaning});
    plan.whole_script = render_script_with(plan.documents, script, settings);
}

void check(const ControllerRequest& request, const iam::Subject& subject, Complaints& complaints) {
    if (!text::is_dns_label(subject.namespace_name) || !text::is_dns_subdomain(subject.service_account))
        complaints.push_back("--controller-service-account: " + text::quoted(request.service_account) +
                             " is not NAMESPACE/NAME");
    const std::string name = iam::role_name_complaint(request.role_name);
    if (!name.empty()) complaints.push_back("--role-name: " + text::quoted(request.role_name) + ": " + name);
    if (request.managed_path.empty() || request.managed_path == "/") {
        complaints.emplace_back(
            "--path is missing: the path of the Profiles' roles, such as /kubeflow/; with / a controller could let "
            "itself "
            "into every role of the account");
    } else if (const auto path = iam::role_path_complaint(request.managed_path); !path.empty()) {
        complaints.push_back("--path: " + text::quoted(request.managed_path) + ": " + path);
    }
}

std::vector<iam::Subject> of_kubeflow(std::initializer_list<const char*> names) {
    std::vector<iam::Subject> out;
    for (const char* name : names) out.push_back({kubeflow_namespace, name});
    return out;
}

std::vector<iam::Subject> users(const KfctlRequest& request, Complaints& complaints) {
    auto out = of_kubeflow({"kf-user"});
    for (const auto& name : request.profile_namespaces) {
        if (!text::is_dns_label(name)) {
            complaints.push_back("--profile-namespaces: " + text::quoted(name) +
                                 " is no namespace; each is named, because a wildcard lets other teams in");
            continue;
        }
        out.push_back({name, default_service_account});
        if (request.with_viewer) out.push_back({name, "default-viewer"});
    }
    return out;
}

RoleStep kfctl_role(const std::string& kind, const KfctlRequest& request, const Settings& settings) {
    return {.name = iam::cut_role_name("kf-" + kind + "-" + settings.region + "-" + settings.cluster_name),
            .path = request.role_path.empty() ? "/" : request.role_path,
            .description = kind == "admin" ? "Kubeflow's own components" : "Applications of Kubeflow's users",
            .trust_file = "kf_" + kind + "_trust.json",
            .subjects = {}};
}

}  // namespace

Plan plan_controller(const ControllerRequest& request, const Settings& settings, Complaints& complaints) {
    const std::size_t slash = std::min(request.service_account.find('/'), request.service_account.size());
    const iam::Subject subject{request.service_account.substr(0, slash),
                               request.service_account.substr(std::min(slash + 1, request.service_account.size()))};
    check(request, subject, complaints);
    Plan plan;
    Script script{.title = "Gives the controller " + request.service_account + " the role " + request.role_name + "."};
    auto step = add_role(plan,
                         {.name = request.role_name,
                          .path = "/",
                          .description = "Keeps the trust policies of roles under " + request.managed_path,
                          .trust_file = "trust.json",
                          .subjects = {},
                          .policy_file = "policy.json",
                          .policy_name = "profile-iam-webhook-trust-policies"},
                         std::array{subject}, settings, complaints);
    const std::string managed = role_start(settings) + request.managed_path + "*";
    plan.documents.push_back(
        {"policy.json",
         lay_out(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:GetRole",)"
                 R"("iam:UpdateAssumeRolePolicy"],"Resource":)" +
                 json_string(managed) + "}]}"),
         false, "what the controller may do: read roles and edit trust policies of " + managed});
    const std::string arn = role_start(settings) + "/" + request.role_name;
    plan.documents.push_back({"service_account.yaml", render_service_account(subject, arn), false,
                              "the ServiceAccount with its annotation, for a cluster that does not have it"});
    script.roles.push_back(std::move(step));
    script.service_accounts.push_back({subject.namespace_name, subject.service_account, arn, "service_account.yaml"});
    finish(plan, script, settings);
    return plan;
}

Plan plan_kfctl_defaults(const KfctlRequest& request, const Settings& settings, Complaints& complaints) {
    if (settings.cluster_name.empty())
        complaints.emplace_back("--cluster-name is missing: it is a part of the roles' names");
    if (settings.region.empty()) complaints.emplace_back("--region is missing: it is a part of the roles' names");
    const std::string path = request.role_path.empty() ? "" : iam::role_path_complaint(request.role_path);
    if (!path.empty()) complaints.push_back("--path: " + text::quoted(request.role_path) + ": " + path);
    const auto admins =
        of_kubeflow({"kf-admin", "alb-ingress-controller", "profiles-controller-service-account", "fluentd"});
    const auto user_subjects = users(request, complaints);
    Plan plan;
    Script script{.title = "Creates the roles of kfctl on EKS, and the OIDC provider when it is absent.",
                  .creates_provider = true};
    script.roles.push_back(add_role(plan, kfctl_role("admin", request, settings), admins, settings, complaints));
    script.roles.push_back(add_role(plan, kfctl_role("user", request, settings), user_subjects, settings, complaints));
    finish(plan, script, settings);
    plan.summary =
        "The roles have no permissions yet: attach what their Pods need, and annotate the ServiceAccounts of the "
        "namespace "
        "kubeflow that use them (kubectl annotate serviceaccount NAME -n kubeflow eks.amazonaws.com/role-arn=ARN)\n";
    return plan;
}

}  // namespace core::onboard

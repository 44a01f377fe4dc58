#include "core/mutation/explain.hpp"

#include "core/mutation/role.hpp"
#include "core/mutation/settings.hpp"
#include "core/mutation/warning.hpp"

#include <utility>

namespace core::mutation {
namespace {

class Facts {
public:
    void add(std::string about, std::string text) { facts_.push_back({std::move(about), std::move(text)}); }
    [[nodiscard]] std::vector<Fact> take() && { return std::move(facts_); }

private:
    std::vector<Fact> facts_;
};

void explain_namespace(Facts& facts, const Tenancy& tenancy, Mode mode, const Policy& policy) {
    if (tenancy.name_space == nullptr) {
        facts.add("namespace", "not known: it is nobody's");
    } else {
        facts.add("namespace", "found");
        const std::string& label = tenancy.name_space->mode_label;
        const bool by_label = mode != policy.mode || label == to_string(mode);
        facts.add("mode", std::string(to_string(mode)) + (by_label ? ", by the namespace's label" : ", by --mode"));
    }
}

std::string ownership_text(const Tenancy& tenancy) {
    const std::string& profile = tenancy.profile->name;
    switch (*tenancy.ownership) {
        case profile::Ownership::controller_reference:
            return "owned by Profile " + profile + ": the namespace's controller ownerReference names it";
        case profile::Ownership::owner_annotation:
            return "owned by Profile " + profile + ": the namespace's annotation owner is spec.owner.name (" +
                   tenancy.profile->owner_name + ")";
        case profile::Ownership::foreign_reference:
            return "not owned: the namespace's Profile ownerReference is not a controller reference to this Profile's "
                   "name and uid";
        case profile::Ownership::owner_annotation_differs:
            return "not owned: no Profile ownerReference, and the annotation owner is not spec.owner.name";
    }
    return {};
}

void explain_profile(Facts& facts, const RoleDecision& decision) {
    const Tenancy& tenancy = decision.tenancy;
    if (tenancy.profile == nullptr) {
        return facts.add("profile", "there is none of the namespace's name");
    }
    facts.add("profile", tenancy.profile->name + (tenancy.profile->terminating ? ", being deleted" : ", found"));
    if (tenancy.ownership) {
        facts.add("ownership", ownership_text(tenancy));
    }
    if (!tenancy.profile->plugin) {
        facts.add("plugin", "the Profile has no AwsIamForServiceAccount plugin");
    } else if (tenancy.owner() == nullptr) {
        facts.add("plugin", "not used: the namespace is not the Profile's");
    } else if (!decision.plugin_invalid.empty()) {
        facts.add("plugin", "invalid: " + decision.plugin_invalid);
    } else {
        facts.add("plugin", "valid: awsIamRole is " + decision.plugin->role_arn);
    }
}

void explain_service_account(Facts& facts, const RoleDecision& decision, std::string_view name) {
    switch (decision.managed_by) {
        case ManagedBy::flag:
            facts.add("service account", std::string(name) + " is managed: it matches --service-accounts");
            break;
        case ManagedBy::plugin:
            facts.add("service account", std::string(name) + " is managed: it matches the plugin's serviceAccounts");
            break;
        case ManagedBy::nobody:
            facts.add("service account", std::string(name) + " is not managed: only its own annotation counts");
            break;
    }
}

/// Judged here once more, because rule 1 never looks at it.
void explain_annotation(Facts& facts, const RoleDecision& decision, const Policy& policy) {
    if (decision.account == nullptr) {
        return facts.add("annotation", "none: the ServiceAccount is not known");
    }
    const std::string& role = decision.account->role_arn;
    const std::string key = policy.annotation_prefix + "/role-arn ";
    switch (judge_annotation(role, decision.account->role_is_copy, policy)) {
        case AnnotatedRole::none: return facts.add("annotation", key + "is not set");
        case AnnotatedRole::copy: return facts.add("annotation", key + role + " is our own copy: never a source");
        case AnnotatedRole::invalid: return facts.add("annotation", key + "is not the ARN of an IAM role");
        case AnnotatedRole::not_allowed:
            return facts.add("annotation", key + role + " is not allowed by --allowed-role");
        case AnnotatedRole::usable:
            return facts.add(
                "annotation",
                key + role + (decision.source == Source::profile ? ": not used, the Profile's role goes before" : ""));
    }
}

void explain_default(Facts& facts, const RoleDecision& decision, const Policy& policy) {
    const bool applies = decision.tenancy.owner() != nullptr && decision.plugin == nullptr &&
                         decision.managed_by != ManagedBy::nobody;
    if (!applies || policy.default_role_arn.empty()) {
        return;
    }
    const DefaultRole fallback = default_role(decision.tenancy.owner()->name, policy);
    facts.add("default role", fallback.role.empty() ? fallback.refused : "--default-role-arn gives " + fallback.role);
}

void explain_settings(Explanation& explanation, const RoleDecision& decision, const Policy& policy) {
    Settings settings = decide_settings(decision, nullptr, policy);
    explanation.audience = std::move(settings.audience);
    explanation.token_expiration_s = settings.token_expiration_s;
    explanation.sts_regional_endpoints = settings.sts_regional_endpoints;
    explanation.region = std::move(settings.region);
    for (const std::string& warning : settings.warnings) {
        add_warning(explanation.warnings, warning);
    }
}

}  // namespace

Explanation explain(std::string_view namespace_name, std::string_view service_account,
                    const profile::Directory& directory, const Policy& policy) {
    const Knowledge knowledge{WhenUnknown::settle};
    const Tenancy tenancy = find_tenancy(namespace_name, directory, knowledge);
    RoleDecision decision = decide_role(tenancy, namespace_name, service_account, directory, policy, knowledge);
    Explanation explanation;
    explanation.namespace_name = namespace_name;
    explanation.service_account = service_account;
    explanation.mode = decide_mode(tenancy.name_space, policy);
    explanation.profile = tenancy.owner() == nullptr ? std::string{} : tenancy.owner()->name;
    Facts facts;
    explain_namespace(facts, tenancy, explanation.mode, policy);
    explain_profile(facts, decision);
    explain_service_account(facts, decision, service_account);
    explain_annotation(facts, decision, policy);
    explain_default(facts, decision, policy);
    explanation.facts = std::move(facts).take();
    explanation.warnings = decision.warnings;
    if (explanation.mode == Mode::off) {
        explanation.reason = Reason::off;
        return explanation;
    }
    explanation.reason = decision.reason;
    explanation.source = decision.source;
    explanation.role = decision.role;
    if (decision.source != Source::none) {
        explain_settings(explanation, decision, policy);
    }
    return explanation;
}

}  // namespace core::mutation

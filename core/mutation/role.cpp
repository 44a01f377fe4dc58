#include "core/mutation/role.hpp"

#include "core/iam/role_arn.hpp"
#include "core/mutation/warning.hpp"
#include "core/text/pattern.hpp"

#include <algorithm>
#include <utility>

namespace core::mutation {
namespace {

using profile::Directory;
using profile::ObjectKind;

/// Younger ones without a role are looked at once more (product.md, "What is not known is fetched").
constexpr std::chrono::seconds young_account{10};

/// A Namespace that shows no sign of a Profile needs no look at one.
bool may_have_profile(const profile::Namespace& name_space) {
    return name_space.has_profile_reference || !name_space.owner_annotation.empty() || name_space.has_profile_label;
}

bool is_allowed_profile_role(std::string_view role, std::string_view profile_name, const Policy& policy) {
    return policy.allowed_profile_role.empty() ||
           std::ranges::any_of(policy.allowed_profile_role, [&](const std::string& pattern) {
               return text::matches_pattern(role, text::expand_profile(pattern, profile_name));
           });
}

void take(RoleDecision& decision, Source source, std::string role) {
    decision.reason = Reason::injected;
    decision.source = source;
    decision.role = std::move(role);
}

void refuse(RoleDecision& decision, Reason reason) {
    const bool no_role_by_annotation = decision.annotated == AnnotatedRole::invalid ||
                                       decision.annotated == AnnotatedRole::not_allowed;
    decision.reason = reason == Reason::no_role && no_role_by_annotation ? Reason::role_refused : reason;
}

/// Rule 1 and its refusals. True when it decides: a managed ServiceAccount of an owned namespace whose Profile is being
/// deleted or has the plugin never takes a role from its annotation.
bool decide_by_profile(RoleDecision& decision, const profile::Profile& owner) {
    if (decision.managed_by == ManagedBy::nobody) {
        return false;
    }
    if (owner.terminating) {
        decision.reason = Reason::profile_terminating;
        return true;
    }
    if (decision.plugin == nullptr) {
        return false;
    }
    if (!decision.plugin_invalid.empty()) {
        decision.reason = Reason::plugin_invalid;
        add_warning(decision.warnings, invalid_plugin_warning(owner.name, decision.plugin_invalid));
        return true;
    }
    take(decision, Source::profile, decision.plugin->role_arn);
    return true;
}

/// Rule 2. True when the annotation gives the role.
bool decide_by_annotation(RoleDecision& decision, std::string_view service_account, const Policy& policy) {
    if (decision.account == nullptr) {
        return false;
    }
    decision.annotated = judge_annotation(decision.account->role_arn, decision.account->role_is_copy, policy);
    if (decision.annotated == AnnotatedRole::usable) {
        take(decision, Source::service_account, decision.account->role_arn);
        return true;
    }
    if (decision.annotated == AnnotatedRole::invalid || decision.annotated == AnnotatedRole::not_allowed) {
        add_warning(decision.warnings, refused_annotation_warning(
                                           service_account, decision.annotated == AnnotatedRole::not_allowed, policy));
    }
    return false;
}

/// Rule 3, for a managed ServiceAccount of an owned namespace whose Profile has no plugin.
void decide_by_default(RoleDecision& decision, std::string_view profile_name, const Policy& policy) {
    DefaultRole fallback = default_role(profile_name, policy);
    if (!fallback.role.empty()) {
        take(decision, Source::default_role, std::move(fallback.role));
    } else if (!fallback.refused.empty()) {
        decision.reason = Reason::role_refused;
        add_warning(decision.warnings, fallback.refused);
    } else {
        refuse(decision, Reason::no_role);
    }
}

/// The last column of the decision table, for whom neither rule 1 nor rule 2 gave a role.
void decide_reason(RoleDecision& decision, const Policy& policy) {
    const profile::Profile* owner = decision.tenancy.owner();
    if (owner == nullptr) {
        const bool not_owned = decision.tenancy.profile != nullptr && decision.managed_by == ManagedBy::flag;
        refuse(decision, not_owned ? Reason::not_owned : Reason::no_role);
    } else if (decision.managed_by != ManagedBy::nobody) {
        decide_by_default(decision, owner->name, policy);
    } else {
        const bool has_role = decision.plugin != nullptr && decision.plugin_invalid.empty();
        refuse(decision, has_role ? Reason::sa_not_managed : Reason::no_role);
    }
}

/// What of namespace and Profile must, or could, be read from the API server.
void find_unknown(Tenancy& tenancy, std::string_view namespace_name, const Directory& directory,
                  const Knowledge& knowledge) {
    const auto add = [&](std::vector<profile::ObjectKey>& keys, ObjectKind kind) {
        knowledge.want(keys, directory, {kind, {}, std::string(namespace_name)});
    };
    if (tenancy.name_space == nullptr) {
        add(tenancy.missing, ObjectKind::name_space);
    }
    if (tenancy.profile == nullptr && (tenancy.name_space == nullptr || may_have_profile(*tenancy.name_space))) {
        add(tenancy.missing, ObjectKind::profile);
    }
    if (tenancy.ownership && !profile::is_owned(*tenancy.ownership)) {
        add(tenancy.doubtful, ObjectKind::name_space);
        add(tenancy.doubtful, ObjectKind::profile);
    }
}

/// True when it matters to this account that the namespace is not its Profile's.
bool would_be_managed(const RoleDecision& decision, std::string_view service_account, const Policy& policy) {
    const profile::Profile* profile = decision.tenancy.profile;
    const profile::Plugin* plugin = profile != nullptr && profile->plugin ? &*profile->plugin : nullptr;
    return (plugin != nullptr || !policy.default_role_arn.empty()) &&
           decide_managed(service_account, plugin, policy) != ManagedBy::nobody;
}

/// Names what could be read again and might then change the answer.
void doubt(RoleDecision& decision, std::string_view service_account, const Directory& directory, const Policy& policy,
           const Knowledge& knowledge) {
    if (!decision.tenancy.doubtful.empty() && would_be_managed(decision, service_account, policy)) {
        const auto& doubtful = decision.tenancy.doubtful;
        decision.missing.insert(decision.missing.end(), doubtful.begin(), doubtful.end());
    }
    const profile::ServiceAccount* account = decision.account.get();
    const bool by_rule_1 = decision.source == Source::profile || decision.reason == Reason::plugin_invalid ||
                           decision.reason == Reason::profile_terminating;
    if (account != nullptr && !by_rule_1 && account->role_arn.empty() && account->created &&
        *account->created > knowledge.now - young_account && *account->created < knowledge.now + young_account) {
        knowledge.want(decision.missing, directory,
                       {ObjectKind::service_account, account->namespace_name, account->name});
    }
}

}  // namespace

Tenancy find_tenancy(std::string_view namespace_name, const Directory& directory, const Knowledge& knowledge) {
    Tenancy tenancy;
    if (namespace_name.empty()) {
        return tenancy;
    }
    tenancy.name_space = directory.find_namespace(namespace_name);
    tenancy.profile = directory.find_profile(namespace_name);
    if (tenancy.name_space != nullptr && tenancy.profile != nullptr) {
        tenancy.ownership = profile::decide_ownership(*tenancy.name_space, *tenancy.profile);
    }
    if (!directory.absence_is_known()) {
        find_unknown(tenancy, namespace_name, directory, knowledge);
    }
    return tenancy;
}

Mode decide_mode(const profile::Namespace* name_space, const Policy& policy) {
    if (name_space != nullptr) {
        for (const Mode mode : {Mode::inject, Mode::observe, Mode::off}) {
            if (name_space->mode_label == to_string(mode)) {
                return mode;
            }
        }
    }
    return policy.mode;
}

ManagedBy decide_managed(std::string_view service_account, const profile::Plugin* plugin, const Policy& policy) {
    if (text::matches_any(service_account, policy.service_accounts)) {
        return ManagedBy::flag;
    }
    const bool by_plugin = plugin != nullptr && text::matches_any(service_account, plugin->service_accounts);
    return by_plugin ? ManagedBy::plugin : ManagedBy::nobody;
}

std::string plugin_fault(const profile::Plugin& plugin, std::string_view profile_name, const Policy& policy) {
    if (plugin.invalid.empty() && !is_allowed_profile_role(plugin.role_arn, profile_name, policy)) {
        return "its role is not allowed (--allowed-profile-role)";
    }
    return plugin.invalid;
}

DefaultRole default_role(std::string_view profile_name, const Policy& policy) {
    if (policy.default_role_arn.empty()) {
        return {};
    }
    std::string role = text::expand_profile(policy.default_role_arn, profile_name);
    if (!iam::is_role_arn(role)) {
        return {{},
                "no AWS role: --default-role-arn with Profile " + std::string(profile_name) +
                    " is no role ARN; tell an administrator"};
    }
    if (!is_allowed_profile_role(role, profile_name, policy)) {
        return {{},
                "no AWS role: the default role is not allowed for Profile " + std::string(profile_name) +
                    " (--allowed-profile-role)"};
    }
    return {std::move(role), {}};
}

AnnotatedRole judge_annotation(std::string_view role, bool is_copy, const Policy& policy) {
    if (role.empty()) {
        return AnnotatedRole::none;
    }
    if (is_copy) {
        return AnnotatedRole::copy;
    }
    if (!iam::is_role_arn(role)) {
        return AnnotatedRole::invalid;
    }
    const bool is_allowed = policy.allowed_role.empty() || text::matches_any(role, policy.allowed_role);
    return is_allowed ? AnnotatedRole::usable : AnnotatedRole::not_allowed;
}

RoleDecision decide_role(const Tenancy& tenancy, std::string_view namespace_name, std::string_view service_account,
                         const Directory& directory, const Policy& policy, const Knowledge& knowledge) {
    RoleDecision decision;
    decision.tenancy = tenancy;
    decision.missing = tenancy.missing;
    const profile::Profile* owner = tenancy.owner();
    if (owner != nullptr && owner->plugin) {
        decision.plugin = &*owner->plugin;
        decision.plugin_invalid = plugin_fault(*owner->plugin, owner->name, policy);
    }
    decision.managed_by = decide_managed(service_account, decision.plugin, policy);
    decision.account = directory.find_service_account(namespace_name, service_account);

    const bool decided = owner != nullptr && decide_by_profile(decision, *owner);
    const bool asks = knowledge.when_unknown == WhenUnknown::ask;
    if (decision.account == nullptr && !namespace_name.empty() && (asks || !decided) &&
        (!decided || decision.source != Source::none)) {
        knowledge.want(decision.missing, directory,
                       {ObjectKind::service_account, std::string(namespace_name), std::string(service_account)});
    }
    if (!decided && !decide_by_annotation(decision, service_account, policy)) {
        decide_reason(decision, policy);
    }
    if (asks) {
        doubt(decision, service_account, directory, policy, knowledge);
    }
    return decision;
}

}  // namespace core::mutation

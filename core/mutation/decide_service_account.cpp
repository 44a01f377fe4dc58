#include "core/mutation/decide_service_account.hpp"

#include "core/mutation/warning.hpp"
#include "core/profile/mark.hpp"

#include <string>
#include <utility>

namespace core::mutation {
namespace {

using admission::ServiceAccount;

/// The role annotation and the mark of a ServiceAccount under review.
struct WrittenRole {
    std::string_view role;
    std::string_view mark;
};

WrittenRole written_role(const ServiceAccount& account, const Policy& policy) {
    const auto& annotations = account.metadata.annotations;
    const json::Text* role = annotations.find(policy.annotation_prefix, "role-arn");
    const json::Text* mark = annotations.find(profile::mark_prefix, profile::mark_name);
    return {role == nullptr ? std::string_view{} : role->value, mark == nullptr ? std::string_view{} : mark->value};
}

/// Everything that the steps below look at.
struct Case {
    const admission::ServiceAccountReview& review;
    std::string_view name;
    std::string_view namespace_name;
    WrittenRole written;
    AnnotatedRole annotated;
    const Policy& policy;
    bool profile_may_be_old;  ///< it could be read live, and has not been
};

void skip(Decision& decision, Reason reason) { decision.action = Skip{reason}; }

void warn_refused(Decision& decision, const Case& of) {
    if (of.annotated == AnnotatedRole::invalid || of.annotated == AnnotatedRole::not_allowed) {
        add_warning(decision.warnings,
                    refused_annotation_warning(of.name, of.annotated == AnnotatedRole::not_allowed, of.policy));
    }
}

/// For a managed name where the Profile gives no role: the account's own annotation counts, as rule 2 has it.
void decide_by_annotation(Decision& decision, const Case& of) {
    if (of.annotated == AnnotatedRole::usable) {
        decision.source = Source::service_account;
        decision.role = of.written.role;
        return skip(decision, Reason::right);
    }
    const bool refused = of.annotated == AnnotatedRole::invalid || of.annotated == AnnotatedRole::not_allowed;
    skip(decision, refused ? Reason::role_refused : Reason::no_role);
}

/// A CREATE with another role, or an UPDATE that changes it: what `deny` refuses, so that an old conflict never blocks
/// other edits.
bool brings_role_in(const Case& of) {
    const auto& old_account = of.review.old_account;
    return !old_account || written_role(*old_account, of.policy).role != of.written.role;
}

void decide_conflict(Decision& decision, const Case& of) {
    const std::string profile = "Profile " + decision.profile;
    const bool denies = of.policy.on_role_conflict == OnRoleConflict::deny && brings_role_in(of);
    if (of.profile_may_be_old && (denies || of.policy.on_role_conflict == OnRoleConflict::repair)) {
        // The controller that wrote the annotation may know a newer role than our cache.
        decision.action = Missing{{{profile::ObjectKind::profile, {}, decision.profile}}};
        return;
    }
    if (denies) {
        decision.action = Deny{"ServiceAccount " + std::string(of.namespace_name) + "/" + std::string(of.name) +
                               " takes its role from " + profile + ": annotation " + of.policy.annotation_prefix +
                               "/role-arn must be " + decision.role + " or be left out"};
        return;
    }
    if (of.policy.on_role_conflict == OnRoleConflict::repair) {
        add_warning(decision.warnings,
                    of.policy.annotation_prefix + "/role-arn is replaced: the role comes from " + profile);
        decision.action = Annotate{Reason::repaired, true, profile::role_from_profile};
        return;
    }
    add_warning(decision.warnings,
                of.policy.annotation_prefix + "/role-arn is not the role of " + profile + ": remove it");
    skip(decision, Reason::kept);
}

void decide_by_plugin(Decision& decision, const Case& of, const profile::Plugin& plugin) {
    decision.source = Source::profile;
    decision.role = plugin.role_arn;
    if (of.written.role.empty()) {
        decision.action = Annotate{Reason::annotated, true, profile::role_from_profile};
    } else if (of.written.role != plugin.role_arn) {
        decide_conflict(decision, of);
    } else if (of.written.mark != profile::role_from_profile) {
        decision.action = Annotate{Reason::annotated, false, profile::role_from_profile};
    } else {
        skip(decision, Reason::right);
    }
}

/// Rule 3's role is written too, but only to an account that has none.
void decide_by_default(Decision& decision, const Case& of) {
    if (of.annotated == AnnotatedRole::usable || of.annotated == AnnotatedRole::invalid ||
        of.annotated == AnnotatedRole::not_allowed) {
        warn_refused(decision, of);
        return decide_by_annotation(decision, of);
    }
    DefaultRole fallback = default_role(decision.profile, of.policy);
    if (fallback.role.empty()) {
        if (!fallback.refused.empty()) {
            add_warning(decision.warnings, fallback.refused);
        }
        return skip(decision, fallback.refused.empty() ? Reason::no_role : Reason::role_refused);
    }
    if (of.annotated == AnnotatedRole::none) {
        decision.action = Annotate{Reason::annotated, true, profile::role_from_default};
    } else if (of.written.role == fallback.role) {
        skip(decision, Reason::right);
    } else {
        return skip(decision, Reason::no_role);  // a copy of a role that was withdrawn: nothing that a Pod would take
    }
    decision.source = Source::default_role;
    decision.role = std::move(fallback.role);
}

void decide_managed_in_profile(Decision& decision, const Case& of, const profile::Profile& owner) {
    if (const json::Fault fault = of.review.account.fault(); fault.is_set()) {
        decision.action = Unreadable{fault};
    } else if (owner.terminating) {
        skip(decision, Reason::profile_terminating);
    } else if (!owner.plugin) {
        decide_by_default(decision, of);
    } else if (const std::string fault_of_plugin = plugin_fault(*owner.plugin, owner.name, of.policy);
               !fault_of_plugin.empty()) {
        add_warning(decision.warnings, invalid_plugin_warning(owner.name, fault_of_plugin));
        warn_refused(decision, of);
        skip(decision, Reason::plugin_invalid);
    } else {
        decide_by_plugin(decision, of, *owner.plugin);
    }
}

}  // namespace

Decision decide_service_account(const admission::ServiceAccountReview& review, std::string_view namespace_name,
                                const profile::Directory& directory, const Policy& policy, const Knowledge& knowledge) {
    const Tenancy tenancy = find_tenancy(namespace_name, directory, knowledge);
    Decision decision;
    decision.mode = decide_mode(tenancy.name_space, policy);
    if (!tenancy.missing.empty()) {
        decision.action = Missing{tenancy.missing};
        return decision;
    }
    const profile::Profile* owner = tenancy.owner();
    decision.profile = owner == nullptr ? std::string{} : owner->name;
    const auto& metadata = review.account.metadata;
    const WrittenRole written = written_role(review.account, policy);
    const Case of{review,
                  metadata.name.value,
                  namespace_name,
                  written,
                  judge_annotation(written.role, profile::is_role_from_mark(written.mark), policy),
                  policy,
                  knowledge.may_read(directory, {profile::ObjectKind::profile, {}, std::string(namespace_name)})};
    const profile::Plugin* plugin = owner != nullptr && owner->plugin ? &*owner->plugin : nullptr;
    const ManagedBy managed_by = of.name.empty() ? ManagedBy::nobody : decide_managed(of.name, plugin, policy);

    if (decision.mode == Mode::off) {
        skip(decision, Reason::off);
    } else if (metadata.terminating) {
        skip(decision, Reason::terminating);
    } else if (managed_by == ManagedBy::nobody) {
        warn_refused(decision, of);
        skip(decision, Reason::not_managed);
    } else if (owner != nullptr) {
        decide_managed_in_profile(decision, of, *owner);
    } else if (knowledge.when_unknown == WhenUnknown::ask && !tenancy.doubtful.empty()) {
        decision.action = Missing{tenancy.doubtful};
    } else if (tenancy.profile != nullptr) {
        warn_refused(decision, of);
        skip(decision, Reason::not_owned);
    } else {
        warn_refused(decision, of);
        decide_by_annotation(decision, of);
    }
    return decision;
}

}  // namespace core::mutation

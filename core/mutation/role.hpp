#pragma once

#include "core/mutation/knowledge.hpp"
#include "core/mutation/outcome.hpp"
#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"
#include "core/profile/ownership.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::mutation {

/// Which list says that a ServiceAccount takes the Profile's role.
enum class ManagedBy { nobody, flag, plugin };

/// The role annotation of a ServiceAccount, judged by rule 2.
enum class AnnotatedRole {
    none,         ///< missing or empty
    copy,         ///< our own mark beside it: never taken
    invalid,      ///< not a role ARN
    not_allowed,  ///< no pattern of `--allowed-role` matches
    usable,
};

/// What is known of one namespace and the Profile of its name. Pointers live as long as the directory.
struct Tenancy {
    const profile::Namespace* name_space = nullptr;
    const profile::Profile* profile = nullptr;    ///< of the namespace's name, owner or not
    std::optional<profile::Ownership> ownership;  ///< set when both are there
    std::vector<profile::ObjectKey> missing;      ///< what must be fetched first
    /// Namespace and Profile when both are there but do not belong together, and could be read again: a Profile that
    /// was made anew, or a namespace that was adopted, looks so until the watch has brought both sides.
    std::vector<profile::ObjectKey> doubtful;

    [[nodiscard]] const profile::Profile* owner() const {
        return ownership && profile::is_owned(*ownership) ? profile : nullptr;
    }
};

/// The role of one service account and every fact that led to it: rules 1 to 3 and the decision table of product.md.
struct RoleDecision {
    Reason reason = Reason::no_role;  ///< `injected` when there is a role, else why there is none
    Source source = Source::none;
    std::string role;
    Tenancy tenancy;
    const profile::Plugin* plugin = nullptr;  ///< of the owner, valid or not
    std::string plugin_invalid;               ///< why the plugin gives no role; empty: valid or no plugin
    std::shared_ptr<const profile::ServiceAccount> account;
    ManagedBy managed_by = ManagedBy::nobody;
    AnnotatedRole annotated = AnnotatedRole::none;
    std::vector<std::string> warnings;        ///< those that are due whether something is injected or not
    std::vector<profile::ObjectKey> missing;  ///< not empty: no decision yet
};

/// Looks up namespace and Profile. An empty namespace is nobody's. What is not in a directory that does not know what
/// is absent, and was not read live, is missing; a Namespace without Profile reference, `owner` annotation and
/// `kubeflow-profile` label is nobody's without asking.
[[nodiscard]] Tenancy find_tenancy(std::string_view namespace_name, const profile::Directory& directory,
                                   const Knowledge& knowledge);

/// The mode in force: the namespace's label, else the flag; a label with any other value counts as absent.
[[nodiscard]] Mode decide_mode(const profile::Namespace* name_space, const Policy& policy);

/// Whether a ServiceAccount of that name is managed; `plugin` may be nullptr. A name is never empty here.
[[nodiscard]] ManagedBy decide_managed(std::string_view service_account, const profile::Plugin* plugin,
                                       const Policy& policy);

/// Why the plugin gives no role under this policy; empty: it does.
[[nodiscard]] std::string plugin_fault(const profile::Plugin& plugin, std::string_view profile_name,
                                       const Policy& policy);

/// What rule 3 gives a managed ServiceAccount of a Profile without the plugin.
struct DefaultRole {
    std::string role;     ///< empty: none
    std::string refused;  ///< why `--default-role-arn` gives none, for a person; empty: not refused
};
[[nodiscard]] DefaultRole default_role(std::string_view profile_name, const Policy& policy);

/// Judges the role annotation of a ServiceAccount (rule 2).
[[nodiscard]] AnnotatedRole judge_annotation(std::string_view role, bool is_copy, const Policy& policy);

/// Decides the role of a Pod's service account, which is not empty. Objects that the directory does not know are named
/// in `missing`: with WhenUnknown::settle only those without which there is no answer. With WhenUnknown::ask also what
/// the directory knows but may know too late: both sides of a namespace that is not its Profile's, where that decides,
/// and a ServiceAccount without a role that is younger than 10 s where rule 2 would use one.
[[nodiscard]] RoleDecision decide_role(const Tenancy& tenancy, std::string_view namespace_name,
                                       std::string_view service_account, const profile::Directory& directory,
                                       const Policy& policy, const Knowledge& knowledge);

}  // namespace core::mutation

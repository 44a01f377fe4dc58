#include "core/mutation/decide_pod.hpp"

#include "core/mutation/selection.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace core::mutation {
namespace {

using admission::Pod;

constexpr std::string_view mirror_annotation = "kubernetes.io/config.mirror";

Decision begin(const Tenancy& tenancy, const Policy& policy) {
    Decision decision;
    decision.mode = decide_mode(tenancy.name_space, policy);
    if (tenancy.owner() != nullptr) {
        decision.profile = tenancy.owner()->name;
    }
    return decision;
}

Decision skip(Decision decision, Reason reason) {
    decision.action = Skip{reason};
    return decision;
}

Decision unreadable(Decision decision, const json::Fault& fault) {
    decision.action = Unreadable{fault};
    return decision;
}

/// The containers that are selected, as far as that can be known: not while their lists, or the annotations that name
/// them, have a wrong type.
struct Selected {
    Selection containers;
    bool is_known = true;

    [[nodiscard]] bool none() const { return is_known && containers.empty(); }
};

Selected select_new(const Pod& pod, const Policy& policy) {
    const auto& spec = pod.spec;
    const bool is_known = !pod.metadata.annotations.fault.is_set() && !spec.fault.is_set() &&
                          !spec.containers.list_fault.is_set() && !spec.init_containers.list_fault.is_set();
    return {select_containers(pod, policy), is_known};
}

Selected select_ephemeral(const admission::EphemeralReview& review, const Policy& policy) {
    const auto& spec = review.pod.spec;
    const bool is_known = !review.pod.metadata.annotations.fault.is_set() && !spec.fault.is_set() &&
                          !spec.ephemeral_containers.list_fault.is_set() &&
                          !review.old_pod.spec.ephemeral_containers.list_fault.is_set();
    return {select_ephemeral_containers(review.pod, review.old_pod, policy), is_known};
}

/// The reasons that come before the role, in their order. When it is not known which containers are selected, the role
/// decides whether that matters.
std::optional<Reason> decide_before_role(const Pod& pod, Mode mode, const Selected& selected) {
    if (mode == Mode::off) {
        return Reason::off;
    }
    if (pod.metadata.annotations.has(mirror_annotation)) {
        return Reason::mirror_pod;
    }
    if (pod.metadata.skip_label) {
        return Reason::skip_label;
    }
    if (selected.none()) {
        return Reason::all_skipped;
    }
    return std::nullopt;
}

Decision inject(Decision decision, Injection injection) {
    decision.warnings = std::move(injection.warnings);
    injection.warnings.clear();
    decision.action = Inject{std::move(injection)};
    return decision;
}

/// The Namespace is not known, and its label may say `off`: nothing is decided. The ServiceAccount is named as well, so
/// that one round of reads is enough.
Missing missing_with_account(const Pod& pod, const Tenancy& tenancy, std::string_view namespace_name,
                             const profile::Directory& directory, const Knowledge& knowledge) {
    Missing missing{tenancy.missing};
    const std::string_view account = pod.service_account();
    if (knowledge.when_unknown == WhenUnknown::ask && !account.empty() &&
        directory.find_service_account(namespace_name, account) == nullptr) {
        knowledge.want(missing.objects, directory,
                       {profile::ObjectKind::service_account, std::string(namespace_name), std::string(account)});
    }
    return missing;
}

}  // namespace

Decision decide_pod(const Pod& pod, std::string_view namespace_name, const profile::Directory& directory,
                    const Policy& policy, const Knowledge& knowledge) {
    const Tenancy tenancy = find_tenancy(namespace_name, directory, knowledge);
    Decision decision = begin(tenancy, policy);
    if (tenancy.name_space == nullptr && !tenancy.missing.empty()) {
        decision.action = missing_with_account(pod, tenancy, namespace_name, directory, knowledge);
        return decision;
    }
    const Selected selected = select_new(pod, policy);
    if (const auto reason = decide_before_role(pod, decision.mode, selected)) {
        return skip(std::move(decision), *reason);
    }
    if (pod.spec.fault.is_set()) {
        return unreadable(std::move(decision), pod.spec.fault);  // not even its service account is known
    }
    if (pod.service_account().empty()) {
        return skip(std::move(decision), Reason::no_role);
    }
    RoleDecision role = decide_role(tenancy, namespace_name, pod.service_account(), directory, policy, knowledge);
    if (!role.missing.empty()) {
        decision.action = Missing{std::move(role.missing)};
        return decision;
    }
    decision.source = role.source;
    decision.role = role.role;
    if (role.source == Source::none) {
        decision.warnings = std::move(role.warnings);
        return skip(std::move(decision), role.reason);
    }
    if (const json::Fault fault = pod.fault(); fault.is_set()) {
        return unreadable(std::move(decision), fault);
    }
    Injection injection = plan_injection(pod, selected.containers, role, policy);
    injection.warnings.insert(injection.warnings.begin(), role.warnings.begin(), role.warnings.end());
    return inject(std::move(decision), std::move(injection));
}

Decision decide_ephemeral(const admission::EphemeralReview& review, std::string_view namespace_name,
                          const profile::Directory& directory, const Policy& policy, const Knowledge& knowledge) {
    const Tenancy tenancy = find_tenancy(namespace_name, directory, knowledge);
    Decision decision = begin(tenancy, policy);
    if (tenancy.name_space == nullptr && !tenancy.missing.empty()) {
        decision.action = Missing{tenancy.missing};
        return decision;
    }
    const Selected selected = select_ephemeral(review, policy);
    if (const auto reason = decide_before_role(review.pod, decision.mode, selected)) {
        return skip(std::move(decision), *reason);
    }
    json::Fault fault = review.pod.fault();
    fault.absorb(review.old_pod.spec.ephemeral_containers.fault);
    std::optional<Credentials> credentials = find_credentials(review.pod, policy);
    if (fault.is_set() && (credentials || review.pod.spec.fault.is_set())) {
        return unreadable(std::move(decision), fault);
    }
    if (!credentials) {
        return skip(std::move(decision), Reason::no_role);
    }
    decision.role = credentials->role;
    return inject(std::move(decision), plan_ephemeral_injection(selected.containers, *std::move(credentials)));
}

}  // namespace core::mutation

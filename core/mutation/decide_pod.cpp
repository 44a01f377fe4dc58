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

/// The reasons that come before the role, in their order. Which containers are selected is not known while their lists,
/// or the annotations that name them, cannot be read: the role then decides whether that matters.
std::optional<Reason> decide_before_role(const Pod& pod, Mode mode, const Selection& selection) {
    if (mode == Mode::off) {
        return Reason::off;
    }
    if (pod.metadata.annotations.has(mirror_annotation)) {
        return Reason::mirror_pod;
    }
    if (pod.metadata.skip_label) {
        return Reason::skip_label;
    }
    if (selection.empty() && !pod.fault().is_set()) {
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

}  // namespace

Decision decide_pod(const Pod& pod, std::string_view namespace_name, const profile::Directory& directory,
                    const Policy& policy, WhenUnknown when_unknown) {
    const Tenancy tenancy = find_tenancy(namespace_name, directory);
    Decision decision = begin(tenancy, policy);
    if (tenancy.name_space == nullptr && !tenancy.missing.empty()) {
        decision.action = Missing{tenancy.missing};  // its label may say `off`
        return decision;
    }
    const Selection selection = select_containers(pod, policy);
    if (const auto reason = decide_before_role(pod, decision.mode, selection)) {
        return skip(std::move(decision), *reason);
    }
    if (pod.spec.fault.is_set()) {
        return unreadable(std::move(decision), pod.spec.fault);  // not even its service account is known
    }
    if (pod.service_account().empty()) {
        return skip(std::move(decision), Reason::no_role);
    }
    RoleDecision role = decide_role(tenancy, namespace_name, pod.service_account(), directory, policy, when_unknown);
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
    Injection injection = plan_injection(pod, selection, role, policy);
    injection.warnings.insert(injection.warnings.begin(), role.warnings.begin(), role.warnings.end());
    return inject(std::move(decision), std::move(injection));
}

Decision decide_ephemeral(const admission::EphemeralReview& review, std::string_view namespace_name,
                          const profile::Directory& directory, const Policy& policy) {
    const Tenancy tenancy = find_tenancy(namespace_name, directory);
    Decision decision = begin(tenancy, policy);
    if (tenancy.name_space == nullptr && !tenancy.missing.empty()) {
        decision.action = Missing{tenancy.missing};
        return decision;
    }
    const Selection selection = select_ephemeral_containers(review.pod, review.old_pod, policy);
    if (const auto reason = decide_before_role(review.pod, decision.mode, selection)) {
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
    return inject(std::move(decision), plan_ephemeral_injection(selection, *std::move(credentials)));
}

}  // namespace core::mutation

#include "core/mutation/decide.hpp"

#include "core/mutation/decide_pod.hpp"
#include "core/mutation/decide_service_account.hpp"

namespace core::mutation {

Decision decide(const admission::Review& review, const profile::Directory& directory, const Policy& policy,
                const Knowledge& knowledge) {
    if (const auto* pod = std::get_if<admission::PodReview>(&review.object)) {
        return decide_pod(pod->pod, review.namespace_name, directory, policy, knowledge);
    }
    if (const auto* ephemeral = std::get_if<admission::EphemeralReview>(&review.object)) {
        return decide_ephemeral(*ephemeral, review.namespace_name, directory, policy, knowledge);
    }
    if (const auto* account = std::get_if<admission::ServiceAccountReview>(&review.object)) {
        return decide_service_account(*account, review.namespace_name, directory, policy, knowledge);
    }
    Decision decision;
    decision.mode = policy.mode;
    return decision;
}

Reason reason_of(const Decision& decision) {
    if (const auto* skip = std::get_if<Skip>(&decision.action)) {
        return skip->reason;
    }
    if (const auto* inject = std::get_if<Inject>(&decision.action)) {
        return inject->injection.reason;
    }
    if (const auto* annotate = std::get_if<Annotate>(&decision.action)) {
        return annotate->reason;
    }
    return std::holds_alternative<Deny>(decision.action) ? Reason::denied : Reason::refused;
}

}  // namespace core::mutation

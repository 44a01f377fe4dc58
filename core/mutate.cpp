#include "core/mutate.hpp"

#include "core/admission/answer.hpp"
#include "core/admission/review.hpp"
#include "core/json/decoder.hpp"
#include "core/mutation/decide.hpp"
#include "core/mutation/patch.hpp"
#include "core/text/utf8.hpp"

#include <utility>

namespace core {
namespace {

using admission::Review;
using mutation::Decision;
using mutation::Mode;
using mutation::Outcome;
using mutation::Source;
using mutation::Verdict;

constexpr std::size_t max_uid_length = 128;   // a UUID has 36
constexpr std::size_t max_name_length = 253;  // of a Pod
constexpr std::size_t max_message_length = 1000;

Reply refuse(int status, const char* code, std::string message, Outcome outcome = {}) {
    message = text::truncate(message, max_message_length);
    outcome.refusal = message;
    outcome.refusal_code = code;
    return {status, encode_refusal(status, message), std::move(outcome), {}};
}

/// The service account and the name that a log line shows.
void describe_object(const Review& review, Outcome& outcome) {
    std::string_view name;
    if (const auto* pod = std::get_if<admission::PodReview>(&review.object)) {
        outcome.service_account = pod->pod.service_account();
        name = pod->pod.metadata.display_name();
    } else if (const auto* ephemeral = std::get_if<admission::EphemeralReview>(&review.object)) {
        outcome.service_account = ephemeral->pod.service_account();
        name = ephemeral->pod.metadata.display_name();
    } else if (const auto* account = std::get_if<admission::ServiceAccountReview>(&review.object)) {
        outcome.service_account = account->account.metadata.name.value;
        name = account->account.metadata.display_name();
    }
    outcome.name = text::truncate(name.empty() ? review.name : name, max_name_length);
}

Outcome describe(const Review& review, const Decision& decision) {
    Outcome outcome;
    outcome.resource = review.subject.resource;
    outcome.operation = review.subject.operation;
    outcome.reason = mutation::reason_of(decision);
    outcome.source = decision.source;
    outcome.observing = decision.mode == Mode::observe;
    outcome.uid = review.uid.substr(0, max_uid_length);
    if (review.subject.resource != admission::Resource::other) {
        outcome.namespace_name = review.namespace_name;
        describe_object(review, outcome);
    }
    outcome.role = decision.role;
    outcome.profile = decision.profile;
    return outcome;
}

std::string describe_missing(const std::vector<profile::ObjectKey>& objects) {
    std::string message = "not known in time:";
    for (const auto& object : objects) {
        switch (object.kind) {
            case profile::ObjectKind::profile: message += " Profile " + object.name; break;
            case profile::ObjectKind::name_space: message += " Namespace " + object.name; break;
            case profile::ObjectKind::service_account:
                message += " ServiceAccount " + object.namespace_name + "/" + object.name;
                break;
        }
    }
    return message + "; the API server asks again";
}

/// What mode observe leaves of an answer: the audit annotations.
void observe(admission::Answer& answer, Outcome& outcome) {
    const bool held_back = !answer.allowed || !answer.patch.empty();
    outcome.verdict = held_back ? Verdict::observed : Verdict::unchanged;
    answer.allowed = true;
    answer.denial = {};
    answer.patch = {};
    answer.warnings = {};
    answer.audit_annotations.emplace_back("mode", "observe");
}

Reply answer_with(const Review& review, const Decision& decision, const mutation::Policy& policy) {
    Reply reply;
    reply.outcome = describe(review, decision);
    const std::string patch = mutation::encode_patch(decision, review, policy);
    const auto* deny = std::get_if<mutation::Deny>(&decision.action);

    admission::Answer answer;
    answer.is_v1beta1 = review.is_v1beta1;
    answer.uid = review.uid;
    answer.allowed = deny == nullptr;
    answer.denial = deny == nullptr ? std::string_view{} : deny->message;
    answer.patch = patch;
    answer.warnings = decision.warnings;
    answer.audit_annotations.emplace_back("reason", to_string(reply.outcome.reason));
    if (!decision.role.empty()) {
        answer.audit_annotations.emplace_back("role-arn", decision.role);
    }
    if (decision.source != Source::none) {
        answer.audit_annotations.emplace_back("source", to_string(decision.source));
    }
    if (!decision.profile.empty()) {
        answer.audit_annotations.emplace_back("profile", decision.profile);
    }
    reply.outcome.verdict = deny != nullptr ? Verdict::denied : (patch.empty() ? Verdict::unchanged : Verdict::patched);
    if (decision.mode == Mode::observe) {
        observe(answer, reply.outcome);
    }
    reply.body = admission::encode_answer(answer);
    return reply;
}

/// A fault that mattered: the object would get a role.
Reply refuse_fault(std::string_view body, const json::Fault& fault, const Review& review, const Decision& decision) {
    return refuse(400, to_string(ErrorCode::wrong_shape), json::wrong_shape(body, fault).detail,
                  describe(review, decision));
}

}  // namespace

std::string encode_refusal(int http_status, std::string_view message) {
    return admission::encode_status(http_status, message);
}

Reply mutate(std::string_view body, const profile::Directory& directory, const mutation::Policy& policy,
             const Knowledge& knowledge) {
    const auto review = admission::decode_review(body);
    if (!review) {
        return refuse(400, to_string(review.error().code), review.error().detail);
    }
    const Decision decision = mutation::decide(*review, directory, policy, knowledge);
    if (const auto* unreadable = std::get_if<mutation::Unreadable>(&decision.action)) {
        return refuse_fault(body, unreadable->fault, *review, decision);
    }
    const auto* missing = std::get_if<mutation::Missing>(&decision.action);
    if (missing == nullptr) {
        return answer_with(*review, decision, policy);
    }
    if (knowledge.when_unknown == WhenUnknown::ask) {
        Reply reply;
        reply.outcome = describe(*review, decision);
        reply.missing = missing->objects;
        return reply;
    }
    if (decision.mode == Mode::observe) {
        return observe_unsynced(body, policy);
    }
    return refuse(503, "unknown_objects", describe_missing(missing->objects), describe(*review, decision));
}

Reply observe_unsynced(std::string_view body, const mutation::Policy& policy) {
    mutation::Policy observing = policy;
    observing.mode = Mode::observe;
    return mutate(body, profile::Directory(profile::Directory::Absence::known), observing, WhenUnknown::settle);
}

}  // namespace core
